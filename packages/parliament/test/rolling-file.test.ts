import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Tail } from '../src/log-tail.js'
import { RollingFile, rolledPath, rolledPaths } from '../src/rolling-file.js'
import { eventually } from './processes/eventually.js'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parliament-'))
  path = join(folder, 'alpha', 'log.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const line = (n: number) => `${JSON.stringify({ n, pad: 'x'.repeat(80) })}\n`
const numbersIn = (file: string): number[] =>
  existsSync(file) && readFileSync(file).length > 0
    ? readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .map((text) => JSON.parse(text).n)
    : []

test('the names of what was put aside', () => {
  expect(rolledPaths('/data/log.jsonl')).toEqual([
    '/data/log.3.jsonl',
    '/data/log.2.jsonl',
    '/data/log.1.jsonl',
    '/data/log.jsonl',
  ])
  expect(rolledPath('/data/log', 1)).toBe('/data/log.1')
})

/** Writing goes on behind the back of whoever writes. */
const written = (n: number) => eventually(`line ${n}`, () => (numbersIn(path).at(-1) === n ? true : null))

test('a full file is put aside between two lines, four files are kept, and none is over the measure', async () => {
  const log = new RollingFile(path, 1_000)
  for (let n = 1; n <= 100; n++) log.write(line(n))
  await written(100)
  const kept = () => rolledPaths(path).flatMap(numbersIn)
  await eventually('four files without a gap', () => (kept().length >= 28 ? true : null))
  const numbers = kept()
  expect(numbers).toEqual(Array.from(numbers, (_, index) => 100 - numbers.length + 1 + index))
  for (const file of rolledPaths(path)) expect(readFileSync(file).length).toBeLessThanOrEqual(1_000)
  expect(existsSync(join(folder, 'alpha', 'log.4.jsonl'))).toBe(false)
})

test('what was written just before a file was put aside is there too, once it is flushed: the process may end now', () => {
  const log = new RollingFile(path, 1_000)
  for (let n = 1; n <= 25; n++) log.write(line(n))
  log.flushSync()
  expect(rolledPaths(path).flatMap(numbersIn)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1))
})

test('what is in the file already counts, and is not overwritten', async () => {
  mkdirSync(join(folder, 'alpha'))
  writeFileSync(path, line(1).repeat(10))
  const log = new RollingFile(path, 1_000)
  log.write(line(2))
  await written(2)
  expect(numbersIn(rolledPath(path, 1))).toEqual(Array(10).fill(1))
})

test('a reader that follows sees every line once, over files that are put aside', async () => {
  new RollingFile(path).flushSync()
  const tail = new Tail(path)
  const log = new RollingFile(path, 1_000)
  const seen: number[] = []
  for (let n = 1; n <= 60; n++) {
    log.write(line(n))
    await eventually(`line ${n}`, () => {
      seen.push(...tail.more().map((text) => JSON.parse(text).n))
      return seen.at(-1) === n ? true : null
    })
  }
  expect(seen).toEqual(Array.from({ length: 60 }, (_, index) => index + 1))
})

test('a line is told only when it is whole', () => {
  new RollingFile(path).flushSync()
  const tail = new Tail(path)
  writeFileSync(path, '{"n":1}\n{"n":')
  expect(tail.more()).toEqual(['{"n":1}'])
  writeFileSync(path, '{"n":1}\n{"n":2}\n')
  expect(tail.more()).toEqual(['{"n":2}'])
})

test('what was written to a file just before it was put aside is told too', () => {
  new RollingFile(path).flushSync()
  const tail = new Tail(path)
  writeFileSync(path, '{"n":1}\n')
  expect(tail.more()).toEqual(['{"n":1}'])
  appendFileSync(path, '{"n":2}\n')
  renameSync(path, rolledPath(path, 1))
  writeFileSync(path, '{"n":3}\n')
  expect(tail.more()).toEqual(['{"n":2}', '{"n":3}'])
})

test('a reader that comes late has every line once, also where a file is put aside before it reads the older ones', () => {
  const log = new RollingFile(path, 1_000)
  for (let n = 1; n <= 25; n++) log.write(line(n))
  log.flushSync()
  const tail = new Tail(path)
  renameSync(rolledPath(path, 1), rolledPath(path, 2))
  renameSync(path, rolledPath(path, 1))
  writeFileSync(path, line(26))
  const read = [...tail.aside(), ...tail.more()].map((text) => JSON.parse(text).n)
  expect(read).toEqual(Array.from({ length: read.length }, (_, index) => 27 - read.length + index))
  expect(read.length).toBeGreaterThan(10)
})
