import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TEST_MS } from './processes/eventually.js'
import { haveEnded, Island } from './processes/island.js'
import { Terminal } from './terminal.js'

jest.setTimeout(TEST_MS)

const lineOf = (n: number) => `${JSON.stringify({ level: 30, time: n, priest: 'alpha', msg: 'x'.repeat(80), n })}\n`
const linesOf = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => lineOf(from + i)).join('')

test('logs -f NAME tells each line once, also those that come while it prints what was there', async () => {
  const terminal = new Terminal()
  const folder = terminal.path('island', 'alpha')
  const priests = ['alpha', 'beta'].map((name) => ({ name, url: null, pid: null }))
  mkdirSync(folder, { recursive: true })
  const island = { parliament: null, god: 'ws://127.0.0.1:4700', pid: null, priests }
  writeFileSync(terminal.path('island', 'island.json'), JSON.stringify(island))
  // So many that printing them takes longer than the pause between two that come.
  let last = 30_000
  writeFileSync(join(folder, 'log.1.jsonl'), linesOf(1, 10_000))
  writeFileSync(join(folder, 'log.jsonl'), linesOf(10_001, last))
  const writes = setInterval(() => appendFileSync(join(folder, 'log.jsonl'), lineOf(++last)), 1)
  try {
    const running = terminal.start(['logs', '-f', 'alpha', '--json'])
    await running.line('"n":1}')
    const before = last
    await running.line(`"n":${before + 100}}`)
    clearInterval(writes)
    await running.line(`"n":${last}}`)
    running.child.kill('SIGINT')
    const { stdout } = await running.ended
    const told = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).n)
    expect(told).toEqual(Array.from({ length: last }, (_, i) => i + 1))
  } finally {
    clearInterval(writes)
    await terminal.clear()
  }
})

test('logs -f follows all priests, also one that has no log yet', async () => {
  const island = new Island()
  try {
    const { god } = await island.raise('--log-level', 'info', '--no-restart')
    await island.president()
    await haveEnded([await island.signal('beta', 'SIGKILL')])
    const log = join(island.dir, 'beta', 'log.jsonl')
    rmSync(log)
    const follower = island.start('logs', '-f', '--dir', island.dir)
    await follower.line('said', ({ priest }) => priest === 'alpha')
    expect(follower.said.find(({ priest, event }) => priest === 'beta' && event === 'entered')).toBeUndefined()
    island.startPriest('beta', '--god', god, '--log-file', log)
    await follower.line('said', ({ priest, event }) => priest === 'beta' && event === 'entered')
  } finally {
    await island.remove()
  }
})
