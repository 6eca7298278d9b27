import { eventually } from '../island.js'
import { docker } from './engine.js'
import { podOf } from './manifest.js'

const NETWORK = 'parliament-pods'
const SECRET = 'parliament-pods-secret'
const GOD = 'parliament-god'
const PRIESTS = ['parliament-0', 'parliament-1', 'parliament-2']
const OPEN_MS_MAX = 20_000
/** As `defaultMode` and `fsGroup` make it. */
const DRAWN =
  'head -c 32 /dev/urandom | sha256sum | cut -c 1-64 > /secret/secret; chown 0:1000 /secret/secret; chmod 440 /secret/secret'

/**
 * deploy/kubernetes without a cluster: its pods as containers, with the arguments, variables, users and mounts that stand there,
 * in a network where they have the names that the services give them. They found a parliament; one pod comes back elsewhere.
 */
export async function kubernetesProof() {
  try {
    await docker('network', 'create', NETWORK)
    await asRoot(SECRET, '/secret', DRAWN)
    for (const name of PRIESTS) {
      await asRoot(`${name}-data`, '/data', 'mkdir /data/lost+found; chown 0:1000 /data; chmod 2775 /data')
      await start(name, podOf('StatefulSet', name), `${name}.parliament`)
    }
    await start(GOD, podOf('Deployment', GOD), GOD)
    for (const name of PRIESTS) await isOpen(name)
    const [one, , three] = PRIESTS
    await docker('rm', '--force', three)
    await parliament(one, 'decree', 'put', 'x', 'without one pod')
    await start(three, podOf('StatefulSet', three), `${three}.parliament`)
    await isOpen(three)
    const said = await parliament(three, 'inquire', 'x')
    console.log(`  three pods of deploy/kubernetes, one deleted and made again, which says: ${said}`)
  } finally {
    await docker('rm', '--force', ...PRIESTS, GOD).catch(() => {})
    await docker('volume', 'rm', SECRET, ...PRIESTS.map((name) => `${name}-data`)).catch(() => {})
    await docker('network', 'rm', NETWORK).catch(() => {})
  }
}

const asRoot = (volume, path, script) =>
  docker(
    'run',
    '--rm',
    '--user',
    '0',
    '--volume',
    `${volume}:${path}`,
    '--entrypoint',
    'sh',
    'paxon-parliament',
    '-c',
    script,
  )

const start = (name, { args, env, user, mounts }, alias) =>
  docker(
    ...['run', '--detach', '--name', name, '--network', NETWORK, '--network-alias', alias, '--user', user],
    ...['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
    ...Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ...Object.entries(mounts).flatMap(([volume, path]) => [
      '--volume',
      volume === 'secret' ? `${SECRET}:${path}:ro` : `${name}-${volume}:${path}`,
    ]),
    'paxon-parliament',
    ...args,
  )

const parliament = (name, ...words) => docker('exec', name, 'parliament', ...words)

/** As its readiness probe asks. */
const isOpen = (name) =>
  eventually(
    async () => {
      const script =
        "fetch('http://127.0.0.1:4701/ready').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"
      return await docker('exec', name, 'node', '-e', script).then(
        () => true,
        () => false,
      )
    },
    OPEN_MS_MAX,
    `${name} was not ready`,
  )
