import { randomBytes } from 'node:crypto'
import { NodeDisk } from '@paxon/ledger'
import { systemClock, WebSocketNetwork } from '@paxon/messenger'

/** What god needs of this machine. */
export const godSurroundings = () => ({
  disk: new NodeDisk(),
  network: new WebSocketNetwork(),
  clock: systemClock,
  chance: Math.random,
  randomHex: (bytes: number) => randomBytes(bytes).toString('hex'),
})
