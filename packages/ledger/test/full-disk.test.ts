import { birthOf } from '@paxon/synod'
import { openLedger } from '../src/index.js'
import { ALPHA, FOLDER, Machine } from './kit.js'

test('a disk that is full right after the opening fails the ledger: whoever opened it hears of it', async () => {
  const machine = new Machine()
  // Room for the page with which the opening ends, and none for the blank that is to follow it.
  machine.disk.capacityBytes = machine.pageBytes
  const heard: (string | undefined)[] = []
  const opened = new Promise<void>((resolve, reject) => {
    openLedger(
      {
        disk: machine.disk,
        folder: FOLDER,
        name: ALPHA,
        drawBirth: () => birthOf('00000000000000b1'),
        now: () => 0,
        later: machine.queue.later,
        pageBytes: machine.pageBytes,
      },
      (result) => {
        if (!result.ok) return reject(result.error)
        // As a priest does: in a turn of its own, after a promise.
        void Promise.resolve(result.ledger).then((ledger) => {
          ledger.onFailed = ({ code }) => heard.push(code)
          resolve()
        })
      },
    )
    // One call a turn, with the promises between.
    machine.queue.runOne()
  })
  for (let turn = 0; turn < 20; turn++) {
    await null
    machine.queue.runOne()
  }
  await opened
  expect(heard).toEqual(['ENOSPC'])
})
