import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LineStream } from '../src/line-stream.js'
import { eventually } from './processes/eventually.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parliament-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const file = () => join(folder, 'log')
const text = () => readFileSync(file(), 'utf8')
const lines = (count: number) => Array.from({ length: count }, (_, n) => `line ${n}\n`)

test('lines are in the file in their order, though nobody waited for them', async () => {
  const stream = new LineStream(openSync(file(), 'a'))
  for (const line of lines(1_000)) stream.write(line)
  stream.end()
  await eventually('the end', () => (stream.isClosed ? true : null))
  expect(text()).toBe(lines(1_000).join(''))
})

test('what has not left yet is there after a flush, in its order', () => {
  const stream = new LineStream(openSync(file(), 'a'))
  for (const line of lines(1_000)) stream.write(line)
  stream.flushSync()
  expect(text()).toBe(lines(1_000).join(''))
})

test('a disk without room loses lines: a flush ends, and what has room later is written', async () => {
  const full = new LineStream(openSync('/dev/full', 'w'))
  for (const line of lines(10)) full.write(line)
  full.flushSync()
  for (const line of lines(10)) full.write(line)
  full.end()
  await eventually('the end', () => (full.isClosed ? true : null))
})

describe('a pipe whose reader takes nothing', () => {
  const PIPE_BYTES_MIN = 4_096
  let reader: number
  let writer: number
  beforeEach(() => {
    execFileSync('mkfifo', [file()])
    reader = openSync(file(), constants.O_RDONLY | constants.O_NONBLOCK)
    writer = openSync(file(), constants.O_WRONLY | constants.O_NONBLOCK)
  })
  afterEach(() => closeSync(reader))

  /** All that is in the pipe now. */
  function read(): string {
    const bytes = Buffer.alloc(1024 * 1024)
    try {
      return bytes.toString('utf8', 0, readSync(reader, bytes))
    } catch {
      return ''
    }
  }

  test('holds up no flush for long, and what fits is whole lines in their order', () => {
    const stream = new LineStream(writer)
    for (const line of lines(50_000)) stream.write(line)
    stream.flushSync()
    const taken = read()
    expect(taken.length).toBeGreaterThanOrEqual(PIPE_BYTES_MIN)
    expect(lines(50_000).join('').startsWith(taken)).toBe(true)
  })

  test('is given the rest when it reads again', async () => {
    const stream = new LineStream(writer)
    for (const line of lines(50_000)) stream.write(line)
    stream.end()
    let taken = ''
    await eventually('the end', () => {
      taken += read()
      return stream.isClosed ? true : null
    })
    expect(taken + read()).toBe(lines(50_000).join(''))
  })

  test('loses what is beyond the measure, and no more waits than that', async () => {
    const stream = new LineStream(writer, 100_000)
    for (const line of lines(50_000)) stream.write(line)
    stream.end()
    let taken = ''
    await eventually('the end', () => {
      taken += read()
      return stream.isClosed ? true : null
    })
    taken += read()
    expect(taken.length).toBeLessThanOrEqual(100_000 + 'line 0\n'.length)
    expect(taken.endsWith('\n')).toBe(true)
    expect(lines(50_000).join('').startsWith(taken)).toBe(true)
  })
})
