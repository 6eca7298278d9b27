import { readLedger } from '../src/index.js'
import {
  ALPHA,
  ballot,
  FOLDER,
  FOUNDING,
  learnt,
  Machine,
  Model,
  passedTo,
  plain,
  promised,
  textOf,
  voted,
} from './kit.js'

const decreesOf = (machine: Machine): unknown[] =>
  [...(readLedger(machine.disk, FOLDER)?.decrees() ?? [])].map(({ number, ballot: by, decree, passed }) => [
    number,
    by?.round ?? null,
    textOf(decree),
    passed,
  ])

test('there is no ledger where none was made', () => {
  expect(readLedger(new Machine().disk, FOLDER)).toBeNull()
})

test('a living ledger is read without its lock, and nothing is written', () => {
  const machine = new Machine()
  const ledger = machine.open()
  machine.write(ledger, { type: 'Founded', founding: FOUNDING }, promised(3))
  machine.write(ledger, voted(2, 1, 'a', 'old', 'c'), voted(3, 2, 'b'), learnt(3, 'C'), passedTo(3), voted(3, 5, 'e'))
  const { operations } = machine.disk
  const reading = readLedger(machine.disk, FOLDER)
  expect(reading).toMatchObject({
    me: { name: ALPHA, incarnation: 1, birth: '00000000000000b1' },
    parliament: FOUNDING.parliament,
    start: 1,
    inscribed: { nextBal: ballot(3), passedTo: 3, writtenTo: 3 },
    findings: [],
  })
  expect(decreesOf(machine)).toEqual([
    [1, 2, 'a', true],
    [2, 3, 'b', true],
    [3, null, 'C', true],
    [5, 3, 'e', false],
  ])
  expect(machine.disk.operations).toBe(operations)
})

test('a ledger is read in the middle of any write, over pages and starts: always as of some batch, never as damaged', () => {
  const machine = new Machine(3, 16 * 1024)
  const model = new Model()
  const states = [JSON.stringify(plain(model.sum))]
  const readings: unknown[] = []
  // Compared afterwards: what is thrown within a write would be taken for the disk's refusal.
  const look = (): void => {
    const reading = readLedger(machine.disk, FOLDER)
    if (reading === null) return
    const numbers = [...reading.decrees()].filter(({ passed }) => passed).map(({ number }) => number)
    readings.push({
      findings: reading.findings,
      isKnown: states.includes(JSON.stringify(plain(reading.inscribed))),
      isUnbroken:
        numbers.every((number, index) => number === index + 1) && numbers.length === reading.inscribed.writtenTo,
    })
  }
  const create = machine.disk.create.bind(machine.disk)
  machine.disk.create = (path) => {
    const file = create(path)
    return {
      ...file,
      write: (bytes, offset) => {
        const written = file.write(bytes, offset)
        look()
        return written
      },
    }
  }
  machine.disk.shortWrites = true
  let ledger = machine.open()
  for (let number = 1; number <= 12; number++) {
    for (const records of [[voted(1, number, `${number}`.repeat(1_500))], [passedTo(number)]]) {
      for (const record of records) model.inscribe(record)
      states.push(JSON.stringify(plain(model.sum)))
      machine.write(ledger, ...records)
    }
    if (number % 5 === 0) {
      machine.kill()
      machine.disk.shortWrites = true
      ledger = machine.open()
    }
  }
  expect(readings.length).toBeGreaterThan(100)
  expect(new Set(readings.map((reading) => JSON.stringify(reading)))).toEqual(
    new Set([JSON.stringify({ findings: [], isKnown: true, isUnbroken: true })]),
  )
})

test('a seal that was met in the middle of being written is read again', () => {
  const machine = new Machine()
  machine.write(machine.open(), voted(1, 1, 'a'), passedTo(1))
  const read = machine.disk.read.bind(machine.disk)
  let torn = 1
  machine.disk.read = (path, offset, length) => {
    const bytes = read(path, offset, length)
    if (bytes.length > 20_000 && torn-- > 0) bytes.fill(0xee, 4_100, 4_200)
    return bytes
  }
  expect(readLedger(machine.disk, FOLDER)?.findings).toEqual([])
  expect(torn).toBeLessThan(1)
})

test('damage is told, not thrown, and what can be read is given', () => {
  const machine = new Machine()
  const ledger = machine.open()
  machine.write(ledger, voted(1, 1, 'a'), passedTo(1))
  machine.write(ledger, voted(1, 2, 'b'), passedTo(2))
  machine.kill()
  machine.disk.flip(machine.page(1), machine.placeOf(1, '"from":2'), 1)
  expect(readLedger(machine.disk, FOLDER)?.findings).toEqual([
    expect.stringContaining('batch 3, which is sealed, is damaged'),
  ])
  expect(decreesOf(machine)).toEqual([[1, 1, 'a', true]])
  machine.disk.flip(machine.page(1), 20, 1)
  expect(readLedger(machine.disk, FOLDER)).toMatchObject({ me: null, findings: [expect.stringContaining('header')] })
})

test('a stretch that is damaged after it was indexed is told when it is met', () => {
  const machine = new Machine()
  machine.write(machine.open(), voted(1, 1, 'a'), passedTo(1))
  const reading = readLedger(machine.disk, FOLDER)
  machine.disk.flip(machine.page(1), machine.placeOf(1, '"from":1,"lengths"'), 1)
  expect([...(reading?.decrees() ?? [])]).toEqual([])
  expect(reading?.findings).toEqual([expect.stringContaining('decrees 1 to 1 cannot be read')])
})

test('who reads a ledger is told where damage took records, and nowhere else', () => {
  const machine = new Machine()
  let ledger = machine.open()
  const parts = 9
  for (let number = 1; number <= parts; number++) {
    machine.write(ledger, voted(1, number, `${number}`.repeat(3_000)), passedTo(number))
    if (number === 3) {
      machine.kill()
      ledger = machine.open()
    }
  }
  const seen = () => {
    const told: string[] = []
    readLedger(machine.disk, FOLDER, {
      begin: () => {
        told.length = 0
      },
      missing: () => void told.push('missing'),
      see: ({ record }) => {
        if (record.type === 'Voted') told.push(`${record.from}`)
      },
    })
    return told
  }
  expect(seen()).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9'])
  machine.disk.flip(machine.page(1), machine.placeOf(1, '"from":2,"lengths"'), 1)
  const left = seen()
  expect(left.slice(0, 2)).toEqual(['1', 'missing'])
  expect(left.filter((what) => what === 'missing')).toHaveLength(1)
  expect(left.at(-1)).toBe('9')
})

test('another disk with what is synced on this one: what was only written is not there', () => {
  const machine = new Machine()
  const ledger = machine.open()
  machine.write(ledger, voted(1, 1, 'a'))
  ledger.append([voted(1, 2, 'b')])
  ledger.flush()
  const numbersOn = (disk: Machine['disk']) =>
    [...(readLedger(disk, FOLDER)?.decrees() ?? [])].map(({ number }) => number)
  expect(numbersOn(machine.disk)).toEqual([1, 2])
  expect(numbersOn(machine.disk.asSynced())).toEqual([1])
  machine.queue.run()
  expect(numbersOn(machine.disk.asSynced())).toEqual([1, 2])
})
