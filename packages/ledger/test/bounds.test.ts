import { birthOf } from '@paxon/synod'
import { chanceOf } from '../../synod/test/chance.js'
import { type Disk, type DiskFile, type Ledger, openLedger, PAGE_BYTES, SimulatedDisk } from '../src/index.js'
import { ALPHA, FOLDER, learnt, PAGES, passedTo, Queue } from './kit.js'

const KIB = 1024
const MIB = 1024 * KIB

interface Bench {
  readonly ledger: Ledger
  readonly disk: SimulatedDisk
  readonly queue: Queue
}

/** A ledger as a priest opens it, with pages of the usual size. */
function open(watch: (disk: SimulatedDisk) => Disk = (disk) => disk): Bench {
  const queue = new Queue()
  const disk = new SimulatedDisk({ random: chanceOf(1), later: queue.later })
  let opened: Ledger | null = null
  const drawBirth = () => birthOf('00000000000000b1')
  openLedger(
    { disk: watch(disk), folder: FOLDER, name: ALPHA, drawBirth, now: () => 0, later: queue.later },
    (result) => {
      if (result.ok) opened = result.ledger
    },
  )
  queue.run()
  if (opened === null) throw new Error('it was not opened')
  return { ledger: opened, disk, queue }
}

const sizes = ({ disk }: Bench): number[] =>
  (disk.list(PAGES) ?? []).filter((name) => name.endsWith('.page')).map((name) => disk.size(`${PAGES}/${name}`))

/** Writes one decree of so many bytes in a batch of its own; the one before has passed, and is not restated any more. */
function write({ ledger, queue }: Bench, number: number, bytes: number): void {
  ledger.append([passedTo(number - 1), learnt(number, 'x'.repeat(bytes))])
  ledger.flush()
  queue.run()
}

test('a page has 256 KiB after a start, then at most twice the one before, and 8 MiB in the end; a larger batch has more', () => {
  expect(PAGE_BYTES).toBe(8 * MIB)
  const bench = open()
  let number = 0
  const next = (bytes: number) => write(bench, ++number, bytes)
  while (sizes(bench).length < 7) next(100 * KIB)
  expect(sizes(bench)).toEqual([256 * KIB, 512 * KIB, MIB, 2 * MIB, 4 * MIB, 8 * MIB, 8 * MIB])
  next(9 * MIB)
  expect(sizes(bench)).toHaveLength(8)
  const [largest = 0] = sizes(bench).slice(-1)
  expect(largest).toBeGreaterThan(9 * MIB)
  expect(largest).toBeLessThan(9.2 * MIB)
})

test('P25: two file operations are under way at most, whatever is written, read and made at once', () => {
  let underWay = 0
  let most = 0
  const begun = <T extends unknown[]>(done: (...args: T) => void) => {
    underWay += 1
    most = Math.max(most, underWay)
    return (...args: T) => {
      underWay -= 1
      done(...args)
    }
  }
  const watched = (file: DiskFile): DiskFile => ({
    write: (bytes, offset) => file.write(bytes, offset),
    sync: (done) => file.sync(begun(done)),
    fill: (from, to, done) => file.fill(from, to, begun(done)),
    close: () => file.close(),
  })
  const bench = open(
    (disk) =>
      new Proxy<Disk>(disk, {
        get: (_, property) => {
          if (property === 'create') return (path: string) => watched(disk.create(path))
          if (property === 'syncFolder')
            return (...[folder, done]: Parameters<Disk['syncFolder']>) => disk.syncFolder(folder, begun(done))
          if (property === 'readLater')
            return (...[path, offset, length, done]: Parameters<Disk['readLater']>) =>
              disk.readLater(path, offset, length, begun(done))
          const value: unknown = Reflect.get(disk, property)
          return typeof value === 'function' ? value.bind(disk) : value
        },
      }),
  )
  const { ledger, queue } = bench
  let runs = 0
  for (let number = 1; number <= 300; number++) {
    ledger.append([learnt(number, 'x'.repeat(20 * KIB)), passedTo(number)])
    ledger.flush()
    // Many read at once, from all over the ledger.
    if (number % 10 === 0)
      for (let after = 0; after < number; after += 5)
        ledger.read(after, MIB, ({ decrees }) => (runs += decrees.length > 0 ? 1 : 0))
    queue.runOne()
  }
  queue.run()
  expect(runs).toBeGreaterThan(400)
  expect(underWay).toBe(0)
  expect(most).toBe(2)
})
