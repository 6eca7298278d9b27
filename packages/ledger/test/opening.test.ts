import { nameOf } from '@paxon/synod'
import type { ParliamentError } from '@paxon/wire'
import { ALPHA, ballot, FOUNDING, learnt, Machine, PAGES, passedTo, plain, promised, voted } from './kit.js'

/** The table of cases of docs/LEDGER.md, one test a row at least. */

const CAUSE = { type: 'Founded', founding: FOUNDING } as const
const ADDRESSES = {
  type: 'Addresses',
  addresses: new Map([[ALPHA, { peer: 'ws://one:4701', citizens: 'ws://two:4701' }]]),
} as const

/** A ledger with decrees 1 to 3 passed and a vote for 4, killed. */
function written(machine = new Machine()): Machine {
  const ledger = machine.open()
  machine.write(ledger, CAUSE, ADDRESSES, promised(1))
  machine.write(ledger, voted(1, 1, 'a', 'b', 'c'))
  machine.write(ledger, passedTo(3), voted(1, 4, 'd'))
  machine.kill()
  return machine
}

test('new: an empty folder gets a birth', () => {
  const { opened } = new Machine().open()
  expect(opened).toMatchObject({ case: 'new', findings: [], parliament: null, start: 1 })
  expect(opened.me).toEqual({ name: ALPHA, incarnation: 1, birth: '00000000000000b1' })
})

test('new: a page that was never finished is no page', () => {
  const machine = new Machine()
  machine.disk.operationsLeft = 2
  expect(machine.tryOpen()?.ok).not.toBe(true)
  machine.kill()
  expect(machine.disk.list(PAGES)).toEqual(['blank'])
  expect(machine.open().opened.case).toBe('new')
})

test('whole: all is there, under the same birth, one start later', () => {
  const { opened } = written().open()
  expect(opened).toMatchObject({ case: 'whole', findings: [], parliament: FOUNDING.parliament, start: 2 })
  expect(opened.me.birth).toBe('00000000000000b1')
  expect(plain(opened.inscribed)).toMatchObject({
    nextBal: ballot(1),
    passedTo: 3,
    writtenTo: 3,
    holes: [],
    entries: [[4, ballot(1), 'd']],
    founding: FOUNDING,
    addresses: [...ADDRESSES.addresses],
    doubted: null,
  })
})

test('whole: over many pages and starts, and decrees are read from all of them', () => {
  const machine = new Machine()
  for (let start = 1; start <= 5; start++) {
    const ledger = machine.open()
    expect(ledger.opened.start).toBe(start)
    for (let number = start * 10 - 9; number <= start * 10; number++)
      machine.write(ledger, voted(1, number, `${number}:${'x'.repeat(5_000)}`), passedTo(number))
    machine.kill()
  }
  const ledger = machine.open()
  expect(ledger.opened).toMatchObject({ case: 'whole', start: 6 })
  expect(machine.disk.list(PAGES)?.length).toBeGreaterThan(10)
  expect(machine.readAll(ledger).map((text) => Number(text.split(':')[0]))).toEqual(
    Array.from({ length: 50 }, (_, i) => i + 1),
  )
})

test('torn: bytes behind the last seal are cut', () => {
  const machine = written()
  const end = machine.placeOf(1, '"PassedTo"') + 2_000
  machine.disk.flip(machine.page(1), end, 0xff)
  const ledger = machine.open()
  expect(ledger.opened).toMatchObject({ case: 'torn', findings: [expect.stringContaining('00000001.page at ')] })
  expect(machine.readAll(ledger)).toEqual(['a', 'b', 'c'])
})

describe('a sealed batch whose sectors were never written', () => {
  /** The last batch in sectors of zeros, as if only its seal had reached the disk. */
  function unwritten(): Machine {
    const machine = written()
    const page = machine.page(1)
    const from = machine.placeOf(1, '"PassedTo"')
    const bytes = machine.bytes(1)
    for (let at = from - (from % 512); at < from - (from % 512) + 512; at++) machine.disk.flip(page, at, bytes[at] ?? 0)
    return machine
  }

  test('torn: under an earlier boot it is cut', () => {
    const machine = unwritten()
    machine.crash()
    const ledger = machine.open()
    expect(ledger.opened.case).toBe('torn')
    expect(plain(ledger.opened.inscribed)).toMatchObject({
      passedTo: 0,
      nextBal: ballot(1),
      entries: [1, 2, 3].map((n) => [n, ballot(1), expect.any(String)]),
    })
    machine.kill()
    expect(machine.open().opened.case).toBe('whole')
  })

  test('in doubt: under the same boot it cannot have been', () => {
    expect(unwritten().open().opened.case).toBe('in doubt')
  })

  test('in doubt: where no boot can be read', () => {
    const machine = unwritten()
    machine.crash()
    Object.assign(machine.disk, { bootId: null })
    expect(machine.open().opened.case).toBe('in doubt')
  })
})

describe('damaged, restated', () => {
  /** Page 1 holds 1 to 3 and a vote for 4; page 2 repeats its last batch, and lets 4 and 5 pass. */
  function restated(): Machine {
    const machine = written()
    const ledger = machine.open()
    machine.write(ledger, voted(2, 5, 'e'), passedTo(5))
    machine.kill()
    return machine
  }

  test('a bad record: what it may have replaced becomes a hole, and all that is restated is kept', () => {
    const machine = restated()
    machine.disk.flip(machine.page(1), machine.placeOf(1, '"lengths":[1,1,1]'), 1)
    const ledger = machine.open()
    expect(ledger.opened).toMatchObject({
      case: 'damaged, restated',
      findings: [expect.stringContaining('00000001.page at ')],
    })
    expect(ledger.opened.me.birth).toBe('00000000000000b1')
    // 1 to 3 were votes when page 2 was begun: it restates them.
    expect(ledger.opened.inscribed).toMatchObject({ passedTo: 5, writtenTo: 5, holes: [] })
    expect(machine.readAll(ledger)).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  /** As before, but 1 to 3 lie only in page 1. */
  function holed(): Machine {
    const machine = new Machine()
    const ledger = machine.open()
    machine.write(ledger, CAUSE, voted(1, 1, 'a'), passedTo(1))
    machine.write(ledger, voted(1, 2, 'b', 'c'), passedTo(3))
    machine.write(ledger, promised(7))
    machine.kill()
    machine.write(machine.open(), voted(7, 4, 'd'), passedTo(4))
    machine.kill()
    machine.disk.flip(machine.page(1), machine.placeOf(1, '"lengths":[1,1]'), 1)
    return machine
  }

  test('decrees that lay only in the damaged page are holes, until they are learnt anew', () => {
    const machine = holed()
    const ledger = machine.open()
    expect(ledger.opened.case).toBe('damaged, restated')
    expect(ledger.opened.inscribed).toMatchObject({
      passedTo: 4,
      writtenTo: 4,
      holes: [{ from: 2, to: 3 }],
      nextBal: ballot(7),
    })
    expect(machine.readAll(ledger)).toEqual(['a'])
    expect(machine.read(ledger, 3).decrees).toEqual([])
    machine.write(ledger, learnt(2, 'b', 'c'))
    expect(machine.readAll(ledger)).toEqual(['a', 'b', 'c', 'd'])
    machine.kill()
    const again = machine.open()
    expect(again.opened).toMatchObject({ case: 'damaged, restated', inscribed: { holes: [] } })
    expect(machine.readAll(again)).toEqual(['a', 'b', 'c', 'd'])
  })

  test('a vote that a lost record may have replaced is not believed', () => {
    const machine = new Machine()
    const ledger = machine.open()
    machine.write(ledger, voted(1, 1, 'a', 'old', 'c'), passedTo(1))
    machine.write(ledger, voted(2, 2, 'new'))
    machine.write(ledger, passedTo(3))
    machine.write(ledger, promised(7))
    machine.kill()
    machine.open()
    machine.kill()
    machine.disk.flip(machine.page(1), machine.placeOf(1, '"lengths":[3]'), 1)
    const again = machine.open()
    expect(again.opened).toMatchObject({ case: 'damaged, restated', inscribed: { holes: [{ from: 2, to: 3 }] } })
    expect(machine.readAll(again)).toEqual(['a'])
  })

  test('a flip in the fill of a batch costs no batch before it', () => {
    const machine = new Machine()
    const ledger = machine.open()
    machine.write(ledger, voted(1, 1, 'a'), passedTo(1))
    machine.write(ledger, voted(1, 2, 'b'), passedTo(2))
    machine.write(ledger, promised(7))
    machine.kill()
    machine.open()
    machine.kill()
    machine.disk.flip(machine.page(1), machine.bytes(1).lastIndexOf('"PassedTo"') + 60, 1)
    expect(machine.open().opened).toMatchObject({
      case: 'damaged, restated',
      inscribed: { holes: [{ from: 2, to: 2 }] },
    })
  })

  test('a page that is gone, a header that is damaged, a sector that the disk cannot read', () => {
    const damages: ((machine: Machine) => void)[] = [
      (machine) => machine.disk.remove(machine.page(1)),
      (machine) => machine.disk.flip(machine.page(1), 20, 4),
      (machine) => machine.disk.cut(machine.page(1), 5_000),
      (machine) => {
        const read = machine.disk.read.bind(machine.disk)
        machine.disk.read = (path, offset, length) => {
          if (path === machine.page(1) && offset + length > 20_000)
            throw Object.assign(new Error('bad sector'), { code: 'EIO' })
          return read(path, offset, length)
        }
      },
    ]
    for (const damage of damages) {
      const machine = holed()
      damage(machine)
      const { opened } = machine.open()
      expect(opened.case).toBe('damaged, restated')
      expect(opened.inscribed).toMatchObject({ writtenTo: 4, holes: [{ from: 1, to: 3 }], nextBal: ballot(7) })
    }
  })

  test('a page that is not the one that was here', () => {
    const machine = holed()
    const other = new Machine()
    const ledger = other.open()
    other.write(ledger, CAUSE, voted(1, 1, 'A'), passedTo(1))
    other.write(ledger, voted(1, 2, 'B', 'C'), passedTo(3))
    other.write(ledger, promised(7))
    machine.replace(1, other.bytes(1))
    const { opened } = machine.open()
    expect(opened).toMatchObject({ case: 'damaged, restated', inscribed: { holes: [{ from: 1, to: 3 }] } })
  })
})

describe('in doubt', () => {
  const doubtful = (): Machine => {
    const machine = written()
    machine.disk.flip(machine.page(1), machine.placeOf(1, '"lengths":[1,1,1]'), 1)
    return machine
  }

  test('a new birth, the next incarnation, nothing but founding and addresses; the pages are put aside', () => {
    const machine = doubtful()
    const { opened } = machine.open()
    expect(opened).toMatchObject({ case: 'in doubt', parliament: FOUNDING.parliament, start: 2 })
    expect(opened.me).toEqual({ name: ALPHA, incarnation: 2, birth: '00000000000000b2' })
    expect(plain(opened.inscribed)).toMatchObject({
      lastTried: null,
      nextBal: null,
      passedTo: 0,
      writtenTo: 0,
      entries: [],
      founding: FOUNDING,
      addresses: [...ADDRESSES.addresses],
      doubted: expect.stringMatching(
        /^of birth 00000000000000b1: 00000001\.page at \d+: batch \d+, which is sealed, is damaged$/,
      ),
    })
    expect(machine.disk.list(PAGES)).toEqual(['00000002.page', 'blank', 'doubted-2'])
    expect(machine.disk.list(`${PAGES}/doubted-2`)).toEqual(['00000001.page'])
  })

  test('opened again it is whole, of the same new birth, and still says why', () => {
    const machine = doubtful()
    const first = machine.open().opened
    machine.kill()
    const again = machine.open().opened
    expect(again).toMatchObject({ case: 'whole', me: first.me, start: 3 })
    expect(again.inscribed.doubted).toBe(first.inscribed.doubted)
  })

  test('a crash at any step of it: doubted again, or whole under the one new birth, and all put aside in the end', () => {
    for (let steps = 0; steps < 100; steps++) {
      const machine = doubtful()
      machine.disk.settle()
      machine.disk.operationsLeft = steps
      const isOpened = machine.tryOpen()?.ok === true
      machine.crash()
      const { opened } = machine.open()
      expect(['whole', 'in doubt']).toContain(opened.case)
      expect(opened.me.birth).not.toBe('00000000000000b1')
      expect(opened.inscribed.doubted).not.toBeNull()
      expect(machine.disk.list(PAGES)?.filter((name) => name.startsWith('doubted'))).toHaveLength(1)
      machine.kill()
      expect(machine.open().opened.findings).toEqual([])
      if (isOpened) return expect(steps).toBeGreaterThan(4)
    }
    throw new Error('it was never opened')
  })

  test('a birth that a peer doubted (record Doubted) is not opened again', () => {
    const machine = written()
    machine.write(machine.open(), { type: 'Doubted', why: 'beta remembers batch 9' })
    machine.kill()
    const { opened } = machine.open()
    expect(opened).toMatchObject({ case: 'in doubt', me: { incarnation: 2, birth: '00000000000000b2' } })
    expect(opened.inscribed.doubted).toContain('beta remembers batch 9')
    machine.kill()
    expect(machine.open().opened).toMatchObject({ case: 'whole', me: opened.me })
  })

  test('a damaged seal, header or restatement of the last page; a page of another birth or number; pages that are gone', () => {
    const damages: ((machine: Machine) => void)[] = [
      (machine) => machine.disk.flip(machine.page(1), 4096 + 30, 1),
      (machine) => machine.disk.flip(machine.page(1), 8192 + 30, 1),
      (machine) => machine.disk.flip(machine.page(1), 30, 1),
      (machine) => machine.disk.flip(machine.page(1), 12_288 + 30, 1),
      (machine) => machine.disk.cut(machine.page(1), 0),
      (machine) => machine.disk.rename(machine.page(1), machine.page(4)),
      (machine) => {
        const stranger = written(new Machine(1, 32 * 1024, 7))
        for (const each of [stranger, machine, machine]) {
          each.open()
          each.kill()
        }
        machine.replace(2, stranger.bytes(2))
      },
      (machine) => {
        machine.disk.flip(machine.page(1), 30, 1)
        machine.open()
        machine.kill()
        machine.disk.remove(machine.page(2))
      },
    ]
    for (const damage of damages) {
      const machine = written()
      damage(machine)
      expect(machine.open().opened.case).toBe('in doubt')
    }
  })
})

describe('foreign', () => {
  const refusal = (machine: Machine, name = ALPHA): ParliamentError => {
    const result = machine.tryOpen(name)
    if (result === null || result.ok) throw new Error('it was opened')
    return result.error
  }

  test("P18: another name's folder is refused, and left as it was", () => {
    const machine = written()
    const before = machine.disk.operations
    expect(refusal(machine, nameOf('beta'))).toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('the ledger of alpha, not of beta'),
    })
    expect(machine.disk.operations).toBe(before)
    expect(machine.open().opened.case).toBe('whole')
  })

  test('P18: pages of two parliaments are refused', () => {
    const machine = new Machine()
    const ledger = machine.open()
    machine.write(ledger, CAUSE)
    machine.write(ledger, promised(1))
    machine.kill()
    const stranger = new Machine()
    const other = stranger.open()
    stranger.write(other, { type: 'Founded', founding: { ...FOUNDING, parliament: 'ff'.repeat(16) } })
    stranger.write(other, promised(1))
    stranger.kill()
    stranger.open()
    for (let start = 2; start <= 3; start++) {
      machine.open()
      machine.kill()
    }
    machine.replace(2, stranger.bytes(2))
    expect(refusal(machine).code).toBe('WRONG_PARLIAMENT')
  })

  test('P18: open elsewhere: one folder is opened once, until it is closed', () => {
    const machine = new Machine()
    const ledger = machine.open()
    expect(refusal(machine)).toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('is open in another process'),
    })
    ledger.close(() => undefined)
    machine.queue.run()
    expect(machine.open().opened.case).toBe('whole')
  })
})

test('a disk that refuses is no doubt: nothing is changed', () => {
  const machine = written()
  machine.disk.capacityBytes = 0
  expect(machine.tryOpen()).toMatchObject({ ok: false, error: { code: 'LEDGER_FAILED', outcome: 'none' } })
  machine.disk.capacityBytes = Number.POSITIVE_INFINITY
  expect(machine.open().opened.case).toBe('whole')
})
