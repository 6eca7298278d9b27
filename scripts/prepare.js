import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Installs the packages and builds, each only when something has changed since this script last did it. Says what it does
 * on stderr; leaves stdout alone, exits with 1 and one sentence when it cannot.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** What was installed and built, as hashes; `npm ci` removes it with everything else in there. */
const STAMP = join(ROOT, 'node_modules', '.prepared.json')

const QUIET = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error']
const NO_NETWORK =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENOTCACHED)\b/

const hash = (text) => createHash('sha256').update(text).digest('hex')

function stamp() {
  try {
    return JSON.parse(readFileSync(STAMP, 'utf8'))
  } catch {
    return {}
  }
}

/** @returns {never} */
function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}

/** @returns {{ failed: boolean, said: string }} */
function run(command, args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  })
  return { failed: status !== 0, said: error?.message ?? `${stdout}${stderr}`.trim() }
}

/** Runs a command on one line of its own, with how long it took. */
function work(what, command, args) {
  process.stderr.write(`${what} …`)
  const begin = performance.now()
  const { failed, said } = run(command, args)
  const seconds = ((performance.now() - begin) / 1000).toFixed(1)
  process.stderr.write(failed ? '\n' : ` ${seconds} s\n`)
  return { failed, said }
}

function install() {
  const lock = hash(`${process.platform} ${process.arch} ${readFileSync(join(ROOT, 'package-lock.json'), 'utf8')}`)
  if (stamp().lock === lock) return
  // Without a network `npm ci` would go on for minutes; from its cache it may still succeed.
  const ping = run('npm', ['ping', ...QUIET, '--fetch-retries=0', '--fetch-timeout=10000'])
  const from = ping.failed && NO_NETWORK.test(ping.said) ? '--offline' : '--prefer-offline'
  const { failed, said } = work('Installing packages (npm ci)', 'npm', ['ci', ...QUIET, from])
  if (failed && NO_NETWORK.test(said)) fail('The packages cannot be fetched: npm reaches no network from here.')
  if (failed) fail(`npm ci failed:\n${said}`)
  writeFileSync(STAMP, JSON.stringify({ lock }))
}

const packages = () =>
  readdirSync(join(ROOT, 'packages'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(ROOT, 'packages', entry.name))

/** Everything that the build reads, as one hash of paths, sizes and times of change. */
function sources() {
  const files = [join(ROOT, 'tsconfig.json')]
  for (const folder of packages()) {
    files.push(join(folder, 'tsconfig.json'), join(folder, 'package.json'))
    for (const name of readdirSync(join(folder, 'src'), { recursive: true })) files.push(join(folder, 'src', name))
  }
  return hash(files.map((file) => [file, statSync(file).size, statSync(file).mtimeMs].join(' ')).join('\n'))
}

function build() {
  const before = sources()
  const whole = packages().every((folder) => existsSync(join(folder, 'dist', 'index.js')))
  if (whole && stamp().sources === before) return
  // The compiler does not look whether what it once wrote is still there.
  const args = whole ? ['-b'] : ['-b', '--force']
  const { failed, said } = work('Building', join(ROOT, 'node_modules', '.bin', 'tsc'), args)
  if (failed) fail(`The build failed:\n${said}`)
  writeFileSync(STAMP, JSON.stringify({ ...stamp(), sources: before }))
}

install()
build()
