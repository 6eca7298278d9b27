import { randomBytes } from 'node:crypto'
import { systemClock, WebSocketNetwork } from '@paxon/messenger'
import { nameOf } from '@paxon/synod'
import { commandGod } from './command-god.js'

const DEADLINE_MS = 5_000

export interface PresenceWish {
  /** Where god is, `ws://host:port`. */
  readonly god: string
  /** The priest's name. */
  readonly name: string
  /** False: cut off from peers and citizens, so that only god reaches it; true: back. */
  readonly present: boolean
  readonly secret?: string
  /** Default 5,000. */
  readonly deadlineMs?: number
}

/**
 * Makes a priest absent or present by way of god, for programs; resolves when it is so.
 * @throws RangeError when the name is none
 * @throws ParliamentError as {@link commandGod}
 */
export async function setPresence({
  god,
  name,
  present,
  deadlineMs = DEADLINE_MS,
  ...known
}: PresenceWish): Promise<void> {
  await commandGod({
    ...known,
    url: god,
    command: present ? 'present' : 'absent',
    name: nameOf(name),
    deadlineMs,
    network: new WebSocketNetwork(),
    clock: systemClock,
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
  })
}
