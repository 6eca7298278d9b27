import fs, { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decreeJson, encodeEnvelopes, KeyValueLaw, putBody } from '@paxon/law'
import type { Decree, Run } from '@paxon/synod'
import fc from 'fast-check'
import { BookDecrees } from '../src/book-decrees.js'
import { openBookFile } from '../src/book-file.js'
import { BookLines, type Mark } from '../src/book-lines.js'

const taken = (lines: BookLines): string => Buffer.concat(lines.take()).toString('latin1')

test('whatever is gathered, copied, lent, repeated, taken back and owned: the lines are as if all had been joined', () => {
  const bytes = fc.integer({ min: 0, max: 20_000 })
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ type: fc.constant('ascii' as const), text: fc.string({ maxLength: 20 }) }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('copy' as const), bytes }) },
    { weight: 4, arbitrary: fc.record({ type: fc.constant('lend' as const), bytes, stamp: fc.nat(100) }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constant('mark' as const) }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constant('again' as const) }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('drop' as const) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('own' as const), stamp: fc.nat(100) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('take' as const) }) },
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const lines = new BookLines()
      let expected = ''
      let marks: { readonly mark: Mark; readonly at: number }[] = []
      /** The lender's, which it fills anew once they are lent no more. */
      let sources: { readonly bytes: Buffer; readonly stamp: number }[] = []
      const takeBack = (stamp: number) => {
        for (const source of sources) if (source.stamp < stamp) source.bytes.fill('!')
        sources = sources.filter((source) => source.stamp >= stamp)
      }
      for (const [i, one] of steps.entries()) {
        switch (one.type) {
          case 'ascii': {
            const text = one.text.replace(/[^ -~]/g, '.')
            lines.ascii(text)
            expected += text
            break
          }
          case 'copy':
          case 'lend': {
            const source = Buffer.alloc(one.bytes + 2, `${i % 10}abc`)
            if (one.type === 'copy') lines.copy(source, 1, 1 + one.bytes)
            else {
              lines.lend(source, 1, 1 + one.bytes, one.stamp)
            }
            expected += source.toString('latin1', 1, 1 + one.bytes)
            if (one.type === 'copy') source.fill('!')
            else sources.push({ bytes: source, stamp: one.stamp })
            break
          }
          case 'mark':
            marks.push({ mark: lines.mark(), at: expected.length })
            break
          case 'again': {
            const [from, to] = marks.slice(-2)
            if (from === undefined || to === undefined) break
            expect(lines.again(from.mark, to.mark)).toBe(true)
            expected += expected.slice(from.at, to.at)
            break
          }
          case 'drop':
            if (expected === '') break
            lines.dropLast()
            expected = expected.slice(0, -1)
            marks = []
            break
          case 'own':
            lines.own(one.stamp)
            takeBack(one.stamp)
            break
          case 'take':
            expect(taken(lines)).toBe(expected)
            expected = ''
            takeBack(Number.POSITIVE_INFINITY)
            for (const { mark } of marks) expect(lines.again(mark, mark)).toBe(false)
            marks = []
        }
        expect(lines.length).toBe(expected.length)
      }
      expect(taken(lines)).toBe(expected)
    }),
    { numRuns: 300 },
  )
})

const run = (from: number, count: number, valueBytes: number): Decree[] =>
  encodeEnvelopes(
    Array.from({ length: count }, (_, i) => {
      const body = putBody(`key-${from + i}`, 'v'.repeat(valueBytes))
      return { kind: 'decree', session: 7, seq: from + i, acked: 0, time: 5, body } as const
    }),
  )

/** Says runs into lines that are taken when all is said, and reads these. */
function said(runs: readonly Run[], decrees = new BookDecrees('whole', KeyValueLaw.NAME)): void {
  const lines = new BookLines()
  for (const one of runs) {
    decrees.pairs(lines, [one])
    lines.ascii('\n')
  }
  const texts = taken(lines).trim().split('\n')
  expect(texts.map((text) => JSON.parse(text))).toEqual(
    runs.map(({ from, decrees: all }) => all.map((decree, i) => [from + i, decreeJson(decree, KeyValueLaw.NAME)])),
  )
}

test('lines that together say more than the ring of words holds, taken at once, are whole', () => {
  const runs = Array.from({ length: 30 }, (_, i) => ({
    from: 1 + 200 * i,
    decrees: run(1 + 200 * i, 200, (37 * i) % 200),
  }))
  // The second time they are still in the ring, unless it came round.
  said(runs.flatMap((one) => [one, one]))
})

test('what was said long ago is lent behind something new, and then the ring comes round', () => {
  const decrees = new BookDecrees('whole', KeyValueLaw.NAME)
  const old = run(2, 100, 100)
  said([{ from: 2, decrees: old }], decrees)
  said([{ from: 200, decrees: run(200, 200, 800) }], decrees)
  said(
    [
      { from: 1, decrees: [...run(1, 1, 5_000), ...old] },
      { from: 500, decrees: run(500, 300, 500) },
    ],
    decrees,
  )
})

test.each([40_000, 52_500, 61_440, 65_000])('long ones in a buffer too large to be kept, of %i bytes each', (bytes) => {
  const decrees = new BookDecrees('whole', KeyValueLaw.NAME)
  const all = run(1, 120, bytes)
  for (let from = 1; from < 100; from += 17) said([{ from, decrees: all.slice(from - 1, from + 16) }], decrees)
})

test('whatever is said in a turn, short and long, old and new, alone and in large buffers', () => {
  const length = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 400 }) },
    { weight: 3, arbitrary: fc.integer({ min: 400, max: 20_000 }) },
    { weight: 2, arbitrary: fc.integer({ min: 20_000, max: 66_000 }) },
  )
  const group = fc.record({ length, count: fc.integer({ min: 1, max: 80 }) })
  const part = fc.record({ group: fc.nat(5), from: fc.nat(79), count: fc.integer({ min: 1, max: 80 }) })
  const turns = fc.array(fc.array(part, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(fc.array(group, { minLength: 1, maxLength: 6 }), turns, (groups, all) => {
      const decrees = new BookDecrees('whole', KeyValueLaw.NAME)
      const runs = groups.map((one, i) => run(1 + 100 * i, one.count, one.length))
      for (const turn of all)
        said(
          turn.map(({ group: i, from, count }) => {
            const of = i % runs.length
            return { from: 1 + 100 * of + from, decrees: runs[of]?.slice(from, from + count) ?? [] }
          }),
          decrees,
        )
    }),
    { numRuns: 25, endOnFailure: true },
  )
})

describe('the file', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'paxon-book-'))
  })
  afterEach(() => {
    jest.restoreAllMocks()
    rmSync(folder, { recursive: true })
  })

  test('takes lines in parts, and goes on where a write took only some of them', () => {
    const path = join(folder, 'messagebook.jsonl')
    const file = openBookFile(path)
    const { writevSync } = fs
    const parts = ['{"seq":1,', '"value":', '"x"}\n', '{"seq":2}\n'].map((text) => Buffer.from(text))
    const whole = Buffer.concat(parts).toString()
    for (let short = 0; short <= whole.length; short++) {
      jest
        .spyOn(fs, 'writevSync')
        .mockImplementationOnce((fd) => writevSync(fd, [Buffer.from(whole).subarray(0, short)]))
      file.append(parts)
    }
    file.append(parts)
    file.append([])
    file.close()
    expect(readFileSync(path, 'utf8')).toBe(whole.repeat(whole.length + 2))
  })

  test('that cannot be read at its opening is not left open', () => {
    const closeSync = jest.spyOn(fs, 'closeSync')
    jest.spyOn(fs, 'fstatSync').mockImplementationOnce(() => {
      throw new Error('EIO')
    })
    expect(() => openBookFile(join(folder, 'messagebook.jsonl'))).toThrow('EIO')
    expect(closeSync).toHaveBeenCalledTimes(1)
  })
})
