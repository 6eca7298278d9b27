import { type Blank, BlankSupply } from '../src/blank.js'
import type { Disk, DiskFile } from '../src/disk.js'
import { Lane } from '../src/lane.js'

const STEP = 256 * 1024

/** A disk of which only the blank is asked for; syncs end when the test says so. */
function setUp(sizeMax: number) {
  const syncs: ((error: NodeJS.ErrnoException | null) => void)[] = []
  const failures: string[] = []
  let written = 0
  let closed = 0
  const file: DiskFile = {
    write: () => {
      throw new Error('a write that the loop waits for')
    },
    sync: (done) => syncs.push(done),
    fill(from, to, done) {
      expect(from).toBe(written)
      written = to
      syncs.push(done)
    },
    close: () => {
      closed += 1
    },
  }
  const disk: Pick<Disk, 'create'> = { create: () => file }
  const supply = new BlankSupply(disk as Disk, 'x', sizeMax, new Lane(), (error) => failures.push(error.message))
  const endSync = (error: NodeJS.ErrnoException | null = null) => syncs.shift()?.(error)
  return { supply, syncs, endSync, failures, written: () => written, closed: () => closed }
}

test('a page that is written little meets few steps of the next, and the next is ready before it is full', () => {
  const { supply, syncs, endSync, written } = setUp(8 * STEP)
  const page = 4 * STEP
  supply.prepare(page, 0)
  expect(written()).toBe(0)
  let steps = 0
  let used = 0
  for (; used < page; used += 1024) {
    supply.written(1024)
    steps += syncs.length
    endSync()
  }
  expect(steps).toBe(8)
  expect(written()).toBe(8 * STEP)
  const taken: Blank[] = []
  supply.take((blank) => taken.push(blank))
  expect(taken.map(({ size }) => size)).toEqual([8 * STEP])
})

test('a blank is at most twice the page before it, until pages have their size', () => {
  const { supply, endSync, written } = setUp(8 * STEP)
  supply.prepare(STEP, 0)
  supply.written(STEP)
  for (let i = 0; i < 10; i++) endSync()
  expect(written()).toBe(2 * STEP)
})

test('a blank that is wanted before its time is made at once, a step after the other, and none unsynced is given', () => {
  const { supply, syncs, endSync, written } = setUp(2 * STEP)
  const taken: Blank[] = []
  supply.prepare(2 * STEP, 0)
  supply.take((blank) => taken.push(blank))
  expect(written()).toBe(STEP)
  endSync()
  expect(written()).toBe(2 * STEP)
  expect(taken).toEqual([])
  endSync()
  expect(taken).toHaveLength(1)
  expect(syncs).toEqual([])
})

test('a step that fails is told once, and no other follows', () => {
  const { supply, syncs, endSync, failures, closed } = setUp(4 * STEP)
  supply.prepare(4 * STEP, 0)
  supply.written(1024)
  endSync(Object.assign(new Error('full'), { code: 'ENOSPC' }))
  supply.written(4 * STEP)
  expect(failures).toEqual(['full'])
  expect(syncs).toEqual([])
  expect(closed()).toBe(1)
})

test('closed in the middle it lets its file go, once', () => {
  const between = setUp(4 * STEP)
  between.supply.prepare(4 * STEP, 0)
  between.supply.close()
  between.supply.close()
  between.supply.written(4 * STEP)
  expect([between.written(), between.closed()]).toEqual([0, 1])
  const within = setUp(4 * STEP)
  within.supply.prepare(4 * STEP, 0)
  within.supply.written(1024)
  within.supply.close()
  within.supply.close()
  expect(within.closed()).toBe(0)
  within.endSync()
  within.supply.close()
  expect([within.written(), within.closed()]).toEqual([STEP, 1])
})
