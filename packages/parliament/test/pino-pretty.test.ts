import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Terminal } from './terminal.js'

const ROOT = resolve(__dirname, '../../..')
const LINE = JSON.stringify({
  level: 30,
  time: 1_790_000_000_000,
  event: 'founded',
  priest: 'alpha',
  msg: 'the café is founded',
})
/** What some versions of Compose put before each line. */
const ERASE = '\u001b[2K'

/** What pino's own tool makes of it in a clone. */
async function pinoPretty(...parts: Buffer[]): Promise<string> {
  const tool = spawn(process.execPath, [resolve(ROOT, 'node_modules/pino-pretty/bin.js')], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let said = ''
  tool.stdout.on('data', (text) => {
    said += text
  })
  const ended = new Promise((ends) => tool.once('close', ends))
  for (const part of parts) {
    tool.stdin.write(part)
    await pause(30)
  }
  tool.stdin.end()
  await ended
  return said
}

let terminal: Terminal
beforeEach(() => {
  terminal = new Terminal()
})
afterEach(() => terminal.clear())

test('`npx pino-pretty` in a clone shows a log as `parliament logs -` does, whatever Compose puts before its lines', async () => {
  const plain = `${LINE}\nno JSON\n`
  const { stdout: shown } = await terminal.run(['logs', '-'], { input: plain })
  expect(shown).toMatch(/^\[\d\d:\d\d:\d\d\.000\] INFO: alpha the café is founded\nno JSON\n$/)
  const erased = Buffer.from(`${ERASE}${LINE}\n${ERASE}no JSON\n`)
  expect(await pinoPretty(Buffer.from(plain))).toBe(shown)
  expect(await pinoPretty(erased)).toBe(shown)
})

test('what Compose writes may be cut anywhere, within its own sequence and within a letter too', async () => {
  const erased = Buffer.from(`${ERASE}${LINE}\n${ERASE}${LINE}\n`)
  const letter = erased.indexOf(0xc3) + 1
  const second = erased.indexOf(ERASE, 5)
  const cuts = [0, 1, 3, letter, second + 1, second + 2, second + 3, erased.length]
  const parts = cuts.slice(1).map((end, i) => erased.subarray(cuts[i], end))
  const [line = ''] = (await pinoPretty(Buffer.from(`${LINE}\n`))).split('\n')
  expect(line).toContain('alpha the café is founded')
  expect(await pinoPretty(...parts)).toBe(`${line}\n${line}\n`)
})
