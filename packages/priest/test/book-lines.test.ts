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
  const bytes = fc.integer({ min: 0, max: 9_000 })
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ type: fc.constant('ascii' as const), text: fc.string({ maxLength: 20 }) }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('copy' as const), bytes }) },
    { weight: 4, arbitrary: fc.record({ type: fc.constant('lend' as const), bytes, age: fc.nat(100) }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constant('mark' as const) }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constant('again' as const) }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('drop' as const) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('own' as const) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('take' as const) }) },
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const lines = new BookLines()
      let expected = ''
      let marks: { readonly mark: Mark; readonly at: number }[] = []
      /** The lender's, which it fills anew once nothing is lent any more. */
      let sources: Buffer[] = []
      let ages: number[] = []
      const giveBack = () => {
        for (const source of sources) source.fill('!')
        sources = []
        ages = []
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
              lines.lend(source, 1, 1 + one.bytes, one.age)
              if (one.bytes >= 4_096) ages.push(one.age)
            }
            expected += source.toString('latin1', 1, 1 + one.bytes)
            if (one.type === 'copy') source.fill('!')
            else sources.push(source)
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
          case 'take':
            if (one.type === 'own') lines.own()
            else {
              expect(taken(lines)).toBe(expected)
              expected = ''
            }
            for (const { mark } of marks) expect(lines.again(mark, mark)).toBe(false)
            marks = []
            giveBack()
        }
        expect(lines.length).toBe(expected.length)
        expect(lines.oldestLent).toBe(Math.min(...ages))
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
})
