import fs from 'node:fs'
import os from 'node:os'
import { birthOf } from '@paxon/synod'
import { chanceOf } from '../../synod/test/chance.js'
import { type Disk, MemoryLedger, NodeDisk, openLedger, SimulatedDisk } from '../src/index.js'
import { type LedgerKind, ledgerConformance } from './conformance.js'
import { ALPHA } from './kit.js'

const later = (call: () => void): void => {
  setImmediate(call)
}

const openOn = (disk: Disk, folder: string, end: () => void): ReturnType<LedgerKind['open']> =>
  new Promise((done, failed) => {
    const drawBirth = () => birthOf('00000000000000b1')
    openLedger({ disk, folder, name: ALPHA, drawBirth, now: () => 7, later }, (result) => {
      if (!result.ok) return failed(result.error)
      const { ledger } = result
      done({ ledger, end: () => new Promise((ended) => ledger.close(() => ended(end()))) })
    })
  })

ledgerConformance({
  name: 'in memory',
  open: async () => ({
    ledger: new MemoryLedger({
      me: { name: ALPHA, incarnation: 1, birth: birthOf('00000000000000b1') },
      later,
      now: () => 7,
    }),
    end: async () => undefined,
  }),
})

ledgerConformance({
  name: 'on a simulated disk',
  open: () => openOn(new SimulatedDisk({ random: chanceOf(1), later }), 'island/alpha', () => undefined),
})

ledgerConformance({
  name: 'on this disk',
  open: async () => {
    const folder = fs.mkdtempSync(`${os.tmpdir()}/ledger-`)
    return openOn(new NodeDisk(), folder, () => fs.rmSync(folder, { recursive: true }))
  },
})
