import { birthOf, inscribe } from '@paxon/synod'
import { readLedger } from '../src/index.js'
import { readOpening } from '../src/opening.js'
import { ALPHA, FOLDER, FOUNDING, Machine, PAGES, passedTo, plain, promised, textOf, voted } from './kit.js'

/** P23: a bad or missing sealed record is never cut off as if it were a torn tail. */

const OPENER = { name: ALPHA, drawBirth: () => birthOf('00000000000000ff') }

/** What an opening would find; it writes nothing, so one disk can be asked again and again. */
function found(machine: Machine): { readonly case: string; readonly content: string; readonly end: number } {
  const reading = readOpening(machine.disk, PAGES, OPENER)
  for (;;) {
    const step = reading.next()
    if (step.done !== true) continue
    const { sum, batch, before } = step.value
    for (const { record } of batch.records) inscribe(sum, record)
    return { case: step.value.case, content: JSON.stringify(plain(sum)), end: before.batch }
  }
}

/** One page with a few batches, on the disk, of a process that is dead; other words, as long, lie in the same places. */
function small(...words: string[]): Machine {
  const [one = 'one', two = 'two', three = 'three', four = 'four'] = words
  const machine = new Machine(1, 16 * 1024)
  const ledger = machine.open()
  machine.write(ledger, { type: 'Founded', founding: FOUNDING }, promised(3))
  machine.write(ledger, voted(3, 1, one, two, three), passedTo(1))
  machine.write(ledger, passedTo(2), voted(3, 4, four))
  machine.kill()
  machine.disk.settle()
  return machine
}

/** The end of what was written in a page. */
function endOf(machine: Machine, page: string): number {
  const bytes = machine.disk.read(page, 0, machine.disk.size(page))
  return bytes.findLastIndex((byte) => byte !== 0) + 1
}

/** Offsets of all bytes that are not zero, and of a zero here and there. */
function* placesIn(machine: Machine, page: string, from: number, end: number): Generator<number> {
  const bytes = machine.disk.read(page, 0, end)
  for (let offset = from; offset < end; offset++) if (bytes[offset] !== 0 || offset % 61 === 0) yield offset
}

/** Every bit there. */
function* bitsIn(machine: Machine, page: string, from: number, end: number): Generator<[offset: number, bit: number]> {
  for (const offset of placesIn(machine, page, from, end)) for (let bit = 0; bit < 8; bit++) yield [offset, bit]
}

function flipped<T>(machine: Machine, page: string, offset: number, mask: number, ask: () => T): T {
  machine.disk.flip(page, offset, mask)
  const answer = ask()
  machine.disk.flip(page, offset, mask)
  return answer
}

test.each([
  ['the same boot', false],
  ['an earlier boot', true],
])('P23: a flip anywhere in the last page, sealed under %s: in doubt, or nothing that counts', (_, isEarlier) => {
  const machine = small()
  if (isEarlier) machine.crash()
  const page = machine.page(1)
  const end = endOf(machine, page)
  const { content } = found(machine)
  const cases = new Map<string, number>()
  for (const [offset, bit] of bitsIn(machine, page, 0, end)) {
    const outcome = flipped(machine, page, offset, 1 << bit, () => found(machine))
    cases.set(outcome.case, (cases.get(outcome.case) ?? 0) + 1)
    if (outcome.case === 'in doubt') continue
    expect({ offset, ...outcome }).toMatchObject({ case: 'whole', content })
    // Only what is never read may be flipped and not be missed: the rest of the first three blocks.
    expect(offset < 12_288 && textOf(machine.disk.read(page, offset, 1))).toBe('\0')
  }
  expect(cases.get('in doubt')).toBeGreaterThan(8_000)
})

test('P23: a flip behind the last seal: torn, and nothing is lost', () => {
  const machine = small()
  const page = machine.page(1)
  const end = endOf(machine, page)
  const { content } = found(machine)
  for (let offset = end; offset < end + 1_000; offset += 13)
    expect(flipped(machine, page, offset, 8, () => found(machine))).toMatchObject({ case: 'torn', content })
})

test('P23: cut anywhere: in doubt where something sealed is gone, whole where only zeros are', () => {
  const machine = small()
  const page = machine.page(1)
  const bytes = machine.disk.read(page, 0, machine.disk.size(page))
  const end = endOf(machine, page)
  const whole = found(machine)
  for (let size = bytes.length; size >= 0; size -= size > end + 600 || size < 12_000 ? 97 : 3) {
    machine.disk.cut(page, size)
    expect({ size, ...found(machine) }).toMatchObject(size >= end ? whole : { case: 'in doubt' })
  }
})

test('P23: a batch without its seal is torn, whatever is flipped or cut in it, and what was sealed is whole', () => {
  const machine = small()
  const before = found(machine)
  const ledger = machine.open()
  machine.queue.run()
  const page = machine.page(2)
  const start = endOf(machine, page)
  // The process dies between the batch and its seal.
  machine.disk.operationsLeft = 1
  ledger.append([promised(9), voted(9, 5, 'x'.repeat(700))])
  ledger.flush()
  machine.kill()
  machine.disk.settle()
  const end = endOf(machine, page)
  expect(end).toBeGreaterThan(start + 700)
  expect(found(machine)).toMatchObject({ case: 'torn', content: before.content })
  for (const offset of placesIn(machine, page, start, end))
    expect(flipped(machine, page, offset, 1 << (offset % 8), () => found(machine))).toMatchObject({
      case: 'torn',
      content: before.content,
    })
  for (let size = end; size >= start; size--) {
    machine.disk.cut(page, size)
    const isBlank = endOf(machine, page) <= start
    expect(found(machine)).toMatchObject({ case: isBlank ? 'whole' : 'torn', content: before.content })
  }
})

test('P23: a flip anywhere in an older page: what a later header restates is kept, no decree is ever another', () => {
  const machine = small()
  const ledger = machine.open()
  machine.write(ledger, passedTo(4))
  machine.kill()
  machine.disk.settle()
  const page = machine.page(1)
  const { content } = found(machine)
  const withoutHoles = (text: string): unknown => ({ ...JSON.parse(text), holes: [] })
  const texts = ['one', 'two', 'three', 'four']
  const cases = new Set<string>()
  for (const offset of placesIn(machine, page, 0, endOf(machine, page))) {
    if (offset % 5 !== 0) continue
    const outcome = flipped(machine, page, offset, 1 << (offset % 8), () => {
      const reading = readLedger(machine.disk, FOLDER)
      const decrees = [...(reading?.decrees() ?? [])].map(({ number, decree }) => [number, textOf(decree)] as const)
      return { ...found(machine), decrees, holes: reading?.inscribed.holes }
    })
    cases.add(outcome.case)
    expect(['whole', 'damaged, restated']).toContain(outcome.case)
    expect(withoutHoles(outcome.content)).toEqual(withoutHoles(content))
    const missing = (number: number): boolean =>
      outcome.holes?.some(({ from, to }) => from <= number && number <= to) ?? false
    expect(outcome.decrees).toEqual([1, 2, 3, 4].filter((n) => !missing(n)).map((n) => [n, texts[n - 1]]))
  }
  expect(cases.size).toBe(2)
})

describe('P23: sealed bytes that are whole by their checksums, but not those that were sealed', () => {
  test.each([
    ['the last batch', '"number":2'],
    ['the batch before', '"number":1'],
  ])('%s of another ledger: in doubt', (_, text) => {
    const machine = small()
    const place = machine.placeOf(1, text)
    const bytes = machine.bytes(1)
    const from = place - (place % 512)
    small('ONE', 'TWO', 'THREE', 'FOUR')
      .bytes(1)
      .copy(bytes, from, from, from + 512)
    machine.replace(1, bytes)
    expect(found(machine).case).toBe('in doubt')
  })

  test.each([0, 1])('a seal put back to what it was: slot %d', (slot) => {
    const machine = new Machine(1, 16 * 1024)
    const ledger = machine.open()
    const at = 4096 * (1 + slot)
    machine.write(ledger, promised(1))
    const old = machine.bytes(1).subarray(at, at + 512)
    for (let round = 2; round <= 5; round++) machine.write(ledger, promised(round))
    const bytes = machine.bytes(1)
    old.copy(bytes, at)
    machine.replace(1, bytes)
    expect(found(machine).case).toBe('in doubt')
  })
})
