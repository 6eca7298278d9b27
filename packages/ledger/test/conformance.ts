import { heldTo, type LedgerRecord, type Run } from '@paxon/synod'
import type { Ledger } from '../src/index.js'
import { ballot, learnt, passedTo, promised, textOf, voted } from './kit.js'

/** A kind of ledger, for {@link ledgerConformance}. Each call of `open` gives a ledger that is new. */
export interface LedgerKind {
  readonly name: string
  open(): Promise<{ readonly ledger: Ledger; readonly end: () => Promise<void> }>
}

/** What every kind of ledger does (interface Ledger). */
export function ledgerConformance(kind: LedgerKind): void {
  describe(`a ledger, ${kind.name}`, () => {
    let ledger: Ledger
    let end: () => Promise<void>

    beforeEach(async () => {
      const opened = await kind.open()
      ledger = opened.ledger
      end = opened.end
    })
    afterEach(() => end())

    test('is new and holds nothing', async () => {
      expect(ledger.opened.case).toBe('new')
      expect(ledger.opened.start).toBe(1)
      expect(ledger.opened.parliament).toBeNull()
      expect(heldTo(ledger.opened.inscribed)).toBe(0)
      expect(ledger.syncingSince).toBeNull()
      expect((await read(ledger, 0)).decrees).toEqual([])
    })

    test('counts positions, and calls each batch synced once, in order', async () => {
      const synced: [position: number, batch: number][] = []
      ledger.onSynced = (position, batch) => synced.push([position, batch])
      expect(ledger.append([promised(1), voted(1, 1, 'a')])).toBe(2)
      ledger.flush()
      expect(ledger.append([passedTo(1)])).toBe(3)
      ledger.flush()
      await new Promise<void>((done) => ledger.close(done))
      const { batch } = ledger.opened
      expect(synced).toEqual([
        [2, batch + 1],
        [3, batch + 2],
      ])
    })

    test('says since when a sync is under way, calls nobody in the same turn, and begins nothing without records', async () => {
      let isSynced = false
      ledger.onSynced = () => {
        isSynced = true
      }
      ledger.flush()
      expect(ledger.syncingSince).toBeNull()
      ledger.append([promised(1)])
      expect(ledger.syncingSince).toBeNull()
      ledger.flush()
      expect(ledger.syncingSince).toEqual(expect.any(Number))
      expect(isSynced).toBe(false)
      await new Promise<void>((done) => ledger.close(done))
      expect(isSynced).toBe(true)
      expect(ledger.syncingSince).toBeNull()
    })

    test('gives what has passed and is synced, and nothing else', async () => {
      await write(ledger, voted(1, 1, 'a', 'b', 'c'))
      expect(await texts(ledger, 0)).toEqual([])
      await write(ledger, passedTo(2))
      expect(await texts(ledger, 0)).toEqual(['a', 'b'])
      expect(await texts(ledger, 1)).toEqual(['b'])
      expect(await texts(ledger, 2)).toEqual([])
      ledger.append([passedTo(3)])
      expect(await texts(ledger, 0)).toEqual(['a', 'b'])
    })

    test('calls back later for a read, whether it holds something or not', async () => {
      await write(ledger, learnt(1, 'a'), passedTo(1))
      for (const after of [0, 1, 7]) {
        let isCalled = false
        const called = new Promise<void>((done) => {
          ledger.read(after, 100, () => {
            isCalled = true
            done()
          })
        })
        expect(isCalled).toBe(false)
        await called
      }
    })

    test('gives at least one decree, and stops at about the bytes that were asked for', async () => {
      await write(ledger, voted(1, 1, 'x'.repeat(100), 'y'.repeat(100), 'z'.repeat(100)), passedTo(3))
      expect((await read(ledger, 0, 1)).decrees).toHaveLength(1)
      expect((await read(ledger, 0, 250)).decrees).toHaveLength(2)
      expect((await read(ledger, 0, 10_000)).decrees).toHaveLength(3)
    })

    test('gives the later vote where several were cast, and the learnt decree over any vote', async () => {
      await write(
        ledger,
        voted(1, 1, 'old', 'old', 'old'),
        voted(2, 2, 'new'),
        learnt(3, 'learnt'),
        voted(3, 3, 'late'),
      )
      await write(ledger, passedTo(3), voted(4, 1, 'after it passed'))
      expect(await texts(ledger, 0)).toEqual(['old', 'new', 'learnt'])
    })

    test('gives nothing across a gap until it is filled', async () => {
      await write(ledger, voted(1, 1, 'a'), voted(1, 3, 'c'), passedTo(3))
      expect(await texts(ledger, 0)).toEqual(['a'])
      expect(await texts(ledger, 1)).toEqual([])
      await write(ledger, learnt(2, 'b'))
      expect(await texts(ledger, 0)).toEqual(['a', 'b', 'c'])
    })

    test('keeps olive-days and bytes of any value', async () => {
      const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
      const empty = new Uint8Array(0)
      const decrees = [empty, empty, bytes, empty]
      await write(ledger, { type: 'Voted', ballot: ballot(1), from: 1, decrees }, passedTo(4))
      expect((await all(ledger, 0)).map((decree) => [...decree])).toEqual(decrees.map((decree) => [...decree]))
    })

    test('closing writes what is gathered and takes nothing more', async () => {
      let synced = 0
      ledger.onSynced = (position) => {
        synced = position
      }
      ledger.append([voted(1, 1, 'a')])
      const closed = new Promise<void>((done) => ledger.close(done))
      ledger.append([voted(1, 2, 'b')])
      ledger.flush()
      await closed
      expect(synced).toBe(1)
    })

    test('closing it again is heard too', async () => {
      ledger.append([promised(1)])
      const first = new Promise<void>((done) => ledger.close(done))
      const second = new Promise<void>((done) => ledger.close(done))
      await Promise.all([first, second])
      await new Promise<void>((done) => ledger.close(done))
    })

    test('abandoned it writes nothing, calls nobody any more, and to close it is still heard', async () => {
      let calls = 0
      ledger.onSynced = ledger.onFailed = () => {
        calls += 1
      }
      ledger.append([promised(1)])
      ledger.flush()
      ledger.append([promised(2)])
      const closed = new Promise<void>((done) => ledger.close(done))
      ledger.abandon()
      ledger.abandon()
      await closed
      ledger.append([promised(3)])
      ledger.flush()
      expect(ledger.syncingSince).toBeNull()
      await new Promise<void>((done) => ledger.close(done))
      await read(ledger, 0)
      expect(calls).toBe(0)
    })

    test('counts its bytes', async () => {
      const before = ledger.bytes
      await write(ledger, voted(1, 1, 'x'.repeat(600_000)))
      expect(ledger.bytes).toBeGreaterThanOrEqual(before + 300_000)
    })
  })
}

function write(ledger: Ledger, ...records: LedgerRecord[]): Promise<void> {
  return new Promise((done, failed) => {
    const position = ledger.append(records)
    ledger.onSynced = (upTo) => {
      if (upTo >= position) done()
    }
    ledger.onFailed = failed
    ledger.flush()
  })
}

const read = (ledger: Ledger, after: number, maxBytes = 10_000): Promise<Run> =>
  new Promise((done) => ledger.read(after, maxBytes, done))

/** Reads until nothing more comes. */
async function all(ledger: Ledger, after: number): Promise<Uint8Array[]> {
  const decrees: Uint8Array[] = []
  for (;;) {
    const run = await read(ledger, after + decrees.length)
    expect(run.from).toBe(after + decrees.length + 1)
    if (run.decrees.length === 0) return decrees
    decrees.push(...run.decrees)
  }
}

const texts = async (ledger: Ledger, after: number): Promise<string[]> => (await all(ledger, after)).map(textOf)
