import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { build } from 'esbuild'
import { ELSEWHERE, Pages } from './browser/browser.js'
import { Island, signal } from './island.js'

/**
 * A citizen in a page of a real browser, headless, at real priests with a secret. With an argument the library is the one
 * that is installed in that folder, else this clone's.
 */
const [, , from = fileURLToPath(new URL('..', import.meta.url))] = process.argv
const secret = randomBytes(32).toString('hex')
const DECREES = 60
const KILL_AT = 20

async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./browser/page.js', import.meta.url))],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'page',
    minify: true,
    write: false,
    nodePaths: [join(from, 'node_modules')],
    plugins: [{ name: 'from', setup: (hooks) => hooks.onResolve({ filter: /^@paxon\// }, takenFrom(hooks)) }],
  })
  return outputFiles[0].text
}

/** As if the page stood in that folder. */
const takenFrom = (hooks) => async (asked) => {
  if (asked.pluginData === 'asked' || asked.resolveDir.includes('node_modules')) return undefined
  return await hooks.resolve(asked.path, { kind: asked.kind, resolveDir: from, pluginData: 'asked' })
}

function told(what, saw, expected) {
  const { faults, ...rest } = saw
  if (!isDeepStrictEqual({ ...rest, ...expected }, rest) || faults?.length !== 0)
    throw new Error(`${what}: the page saw ${JSON.stringify(saw)}, and was to see ${JSON.stringify(expected)}.`)
  console.log(`${what}: ${JSON.stringify(rest)}`)
}

/** @param {Island} island @param {Pages} pages @param {Pages} strangers whom priests do not let in */
async function prove(island, pages, strangers) {
  await island.ready()
  const at = island.urls
  const facts = { at, secret }
  told('decrees', await pages.show('127.0.0.1', { trial: 'decrees', ...facts }), {
    value: 'is here',
    swapped: true,
    lost: false,
    isLong: true,
    different: 200,
  })
  told('a lock', await pages.show('127.0.0.1', { trial: 'lock', ...facts }), { isLater: true, renewed: null })
  pages.onPassed = async (number) => {
    if (Number(number) !== KILL_AT) return
    const [status] = (await island.statuses()).filter((status) => status !== null)
    const { pid } = (await island.status(status.president)) ?? {}
    console.log(`  killed ${status.president}, the president: ${signal(pid, 'SIGKILL')}`)
  }
  told('a president killed', await pages.show('127.0.0.1', { trial: 'through', times: DECREES, ...facts }), {
    value: `${DECREES}`,
  })
  const refused = { trial: 'refused', ...facts }
  const wrong = await pages.show('127.0.0.1', { ...refused, secret: 'x'.repeat(32) })
  told('another secret', wrong, { code: 'WRONG_SECRET', outcome: 'none' })
  const none = await pages.show('127.0.0.1', { ...refused, secret: null })
  told('no secret', none, { code: 'WRONG_SECRET', outcome: 'none' })
  const stranger = await strangers.show('127.0.0.1', refused)
  told('a page of another origin', stranger, { code: 'UNREACHABLE', outcome: 'none' })
  // Neither https nor of this machine, as browsers see it.
  const plain = await pages.show(ELSEWHERE, refused)
  told('a page without WebCrypto', plain, { code: 'USAGE', outcome: 'none' })
}

const folder = mkdtempSync(join(tmpdir(), 'parliament-pages-'))
const secretFile = join(folder, 'secret')
writeFileSync(secretFile, secret, { mode: 0o600 })
const script = await bundle()
console.log(`the page's script has ${Math.round(script.length / 1024)} KiB, minified`)
const pages = new Pages(script)
const strangers = new Pages(script)
await pages.open()
await strangers.open()
const origins = ['127.0.0.1', ELSEWHERE].flatMap((host) => ['--allow-origin', `http://${host}:${pages.port}`])
const island = new Island(join(folder, 'island'), 3, ['--secret-file', secretFile, ...origins], { secret })
let failed = false
try {
  await prove(island, pages, strangers)
} catch (failure) {
  failed = true
  console.error(failure instanceof Error ? failure.message : failure)
}
pages.close()
strangers.close()
await island.end()
rmSync(folder, { recursive: true, force: true })
process.exit(failed ? 1 : 0)
