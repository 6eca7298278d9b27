import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { eventually } from '../island.js'
import { docker, ROOT } from './engine.js'

const run = promisify(execFile)
const FILES = ['-f', 'deploy/compose/compose.yml', '-f', 'proof/containers/three-hosts.yml']
const NETWORK = 'parliament-hosts'
const BACK_MS_MAX = 20_000
const HOSTS = [
  { name: 'alpha', host: 'host-a', address: '10.177.0.11', profiles: 'god' },
  { name: 'beta', host: 'host-b', address: '10.177.0.12', profiles: '' },
  { name: 'gamma', host: 'host-c', address: '10.177.0.13', profiles: '' },
]

/**
 * deploy/compose on three hosts, each a container with an address of its own; god is on the first. That host is lost and comes
 * back at another address, under its old name.
 */
export async function threeHostsProof() {
  const folder = mkdtempSync(join(tmpdir(), 'parliament-hosts-'))
  const secret = join(folder, 'secret')
  writeFileSync(secret, 'a secret for this run', { mode: 0o444 })
  const on = (host, ...words) => {
    const env = {
      NAME: host.name,
      HOST: host.host,
      GOD: 'host-a',
      COMPOSE_PROFILES: host.profiles,
      ADDRESS: host.address,
    }
    const options = { cwd: ROOT, env: { ...process.env, ...env, SECRET: secret } }
    return run('docker', ['compose', '-p', host.host, ...FILES, ...words], options)
  }
  const [a, b, c] = HOSTS
  const put = async (host, value) => {
    const { stdout } = await on(host, 'exec', '-T', 'priest', 'parliament', 'decree', 'put', 'x', value, '--json')
    return JSON.parse(stdout).decree
  }
  const holds = (host, decree) =>
    eventually(
      async () => {
        const { stdout } = await on(
          host,
          'exec',
          '-T',
          'priest',
          'parliament',
          'status',
          '--json',
          '--at',
          `ws://${host.host}:4701`,
        ).catch(() => ({ stdout: '{}' }))
        const line = stdout
          .split('\n')
          .filter((text) => text !== '')
          .map((text) => JSON.parse(text))
          .find(({ name }) => name === host.name)
        return line?.president != null && line.passed >= decree
      },
      BACK_MS_MAX,
      `${host.name} on ${host.host} did not hold decree ${decree}`,
    )
  try {
    await docker('network', 'create', '--subnet', '10.177.0.0/24', NETWORK)
    for (const host of HOSTS) await on(host, 'up', '-d')
    await put(a, 'all')
    await on(a, 'kill')
    const decree = await put(b, 'without host-a')
    await holds(c, decree)
    await on(a, 'rm', '--force')
    const elsewhere = { ...a, address: '10.177.0.21' }
    await on(elsewhere, 'up', '-d')
    await holds(elsewhere, await put(c, 'host-a has another address'))
    await on(b, 'kill')
    console.log(
      `  three hosts: decree ${await put(elsewhere, 'without host-b')} passes by way of host-a at its new address`,
    )
  } finally {
    for (const host of HOSTS) await on(host, 'down', '--volumes').catch(() => {})
    await docker('network', 'rm', NETWORK).catch(() => {})
    rmSync(folder, { recursive: true, force: true })
  }
}
