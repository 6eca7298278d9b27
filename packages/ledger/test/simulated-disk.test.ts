import { chanceOf } from '../../synod/test/chance.js'
import { type DiskFile, SimulatedDisk } from '../src/index.js'
import { Machine, PAGES, promised, Queue, voted } from './kit.js'

const SECTORS = 8
const BYTES = SECTORS * 512

describe('a fill on a simulated disk', () => {
  /** A synced file of ones that is being filled with zeros, after so many of its steps. */
  function filled(steps: number, seed = 1) {
    const queue = new Queue()
    const disk = new SimulatedDisk({ random: chanceOf(seed), later: queue.later })
    const heard: (string | null)[] = []
    const file = disk.create('x/one')
    file.write(new Uint8Array(BYTES).fill(1), 0)
    disk.settle()
    file.fill(0, BYTES, (error) => heard.push(error?.code ?? null))
    for (let step = 0; step < steps; step++) queue.runOne()
    const zeros = () => disk.read('x/one', 0, BYTES).filter((byte) => byte === 0).length / 512
    return { disk, queue, heard, zeros }
  }

  test('writes later, and is told of when its sync has ended', () => {
    expect([0, 1, 2].map((steps) => filled(steps).zeros())).toEqual([0, SECTORS, SECTORS])
    expect([0, 1, 2].map((steps) => filled(steps).heard)).toEqual([[], [], [null]])
  })

  test('is lost with the process before it writes, and any part of it with the machine before it is synced', () => {
    const zerosAfter = (steps: number, end: 'kill' | 'crash') =>
      Array.from({ length: 50 }, (_, seed) => {
        const { disk, queue, heard, zeros } = filled(steps, seed)
        const before = heard.length
        disk[end]()
        queue.run()
        expect(heard).toHaveLength(before)
        return zeros()
      })
    expect(new Set(zerosAfter(0, 'kill'))).toEqual(new Set([0]))
    expect(new Set(zerosAfter(0, 'crash'))).toEqual(new Set([0]))
    expect(new Set(zerosAfter(1, 'kill'))).toEqual(new Set([SECTORS]))
    expect(new Set(zerosAfter(1, 'crash')).size).toBeGreaterThan(3)
    expect(new Set(zerosAfter(2, 'crash'))).toEqual(new Set([SECTORS]))
  })

  test('that finds no room says so later; while the disk hangs, and from a process as good as dead, nothing is heard', () => {
    const full = filled(0)
    full.disk.cut('x/one', 0)
    full.disk.capacityBytes = 512
    full.disk.hang()
    full.queue.run()
    expect(full.heard).toEqual([])
    full.disk.release()
    full.queue.run()
    expect(full.heard).toEqual(['ENOSPC'])
    const dead = filled(0)
    dead.disk.operationsLeft = 0
    dead.queue.run()
    expect([dead.heard, dead.zeros()]).toEqual([[], 0])
  })
})

describe('a fill that comes when its ledger was abandoned and is open again', () => {
  /** What the opening after that finds. */
  function caseAfter(machine: Machine): string {
    const ledger = machine.open()
    let come = (): void => undefined
    // The page has been turned: the next blank has just been begun.
    ledger.onSynced = () => {
      come = machine.queue.setAside()
    }
    ledger.append([voted(1, 1, 'x'.repeat(9_000))])
    ledger.flush()
    machine.queue.run()
    ledger.abandon()
    const again = machine.open()
    machine.write(again, promised(7))
    come()
    again.close(() => undefined)
    machine.queue.run()
    const { opened } = machine.open()
    return opened.inscribed.nextBal?.round === 7 ? opened.case : `${opened.case}, and it has forgotten`
  }

  test('reaches no page', () => {
    expect(caseAfter(new Machine(1, 16 * 1024))).toBe('whole')
  })

  test('would be noticed on a disk that makes a file by emptying the old one', () => {
    const machine = new Machine(1, 16 * 1024)
    const { disk } = machine
    const create = disk.create.bind(disk)
    const made = new Map<string, DiskFile>()
    disk.create = (path) => {
      const old = made.get(path)
      const file = old !== undefined && isThere(path) ? old : create(path)
      if (file === old) disk.cut(path, 0)
      made.set(path, file)
      return { ...file, close: () => undefined }
    }
    const isThere = (path: string): boolean => disk.list(PAGES)?.some((name) => path === `${PAGES}/${name}`) === true
    expect(caseAfter(machine)).toBe('in doubt, and it has forgotten')
  })
})

test('a file is refused once it is closed, and is not closed twice or under what is under way on it', () => {
  const queue = new Queue()
  const disk = new SimulatedDisk({ random: chanceOf(1), later: queue.later })
  const refused = expect.objectContaining({ code: 'EBADF' })
  const done = (): void => undefined
  for (const begin of [(file: DiskFile) => file.sync(done), (file: DiskFile) => file.fill(0, BYTES, done)]) {
    const file = disk.create('x/one')
    begin(file)
    expect(() => file.close()).toThrow(refused)
    queue.run()
    file.close()
    expect(() => file.close()).toThrow(refused)
    expect(() => file.write(new Uint8Array(1), 0)).toThrow(refused)
    expect(() => begin(file)).toThrow(refused)
  }
  const left = disk.create('x/one')
  left.sync(done)
  disk.kill()
  left.close()
})
