import {
  type Clock,
  type Connection,
  type Listener,
  type Network,
  nodeMac,
  ProvingNetwork,
  type TurnedAway,
} from '@paxon/messenger'
import type { Name } from '@paxon/synod'
import { GOD_FRAME_BYTES_MAX, ParliamentError } from '@paxon/wire'
import type { Logger } from 'pino'
import { pause } from './waiting.js'

/** Priests, and command lines. */
export const CONNECTIONS_MAX = 128

export interface GodAddress {
  readonly network: Network
  readonly host: string
  /** 0: a free one. */
  readonly port: number
  /** What priests and command lines must know; none unless given. */
  readonly secret?: string
  readonly clock: Clock
  /** So many random bytes, as hex digits. */
  readonly randomHex: (bytes: number) => string
  readonly logger: Logger
}

/** Opens god's door. @throws ParliamentError USAGE when the port cannot be had */
export function listenAsGod(address: GodAddress, onConnection: (connection: Connection) => void): Promise<Listener> {
  const { host, port, logger, secret = null } = address
  const onTurnedAway = (who: TurnedAway) =>
    logger.warn({ event: 'turned away', ...who }, `${who.remote} was turned away at the door god: ${who.reason}`)
  const network = new ProvingNetwork(address.network, { ...address, secret, mac: nodeMac, onTurnedAway })
  const god = { maxFrameBytes: GOD_FRAME_BYTES_MAX, maxConnections: CONNECTIONS_MAX, onConnection }
  return new Promise((resolve, reject) => {
    network.listen({ host, port, doors: { god }, onGet }, (listener, error) => {
      if (listener !== null) resolve(listener)
      else reject(portTaken(host, port, error))
    })
  })
}

type Place = Pick<GodAddress, 'network' | 'host' | 'port'>

/** Sees whether a priest could listen there. @throws ParliamentError USAGE when somebody else does */
export async function refuseTakenPort(name: Name, { network, host, port }: Place, clock: Clock): Promise<void> {
  let why = ''
  const isFree = async () => {
    const error = await tryPort({ network, host, port })
    why = error?.code === 'EADDRINUSE' ? 'is taken' : `cannot be listened on (${error?.message})`
    return error === null
  }
  // Whoever was killed a moment ago may not have let go of it yet.
  const deadline = clock.now() + PORT_MS
  while (!(await isFree())) {
    if (clock.now() >= deadline)
      throw new ParliamentError(
        'USAGE',
        `${name} could not be started: its port ${host}:${port} ${why}: stop who has it, or give another --port`,
      )
    await pause(clock, PORT_LOOK_MS)
  }
}

const PORT_MS = 300
const PORT_LOOK_MS = 20

function tryPort({ network, host, port }: Place): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    network.listen({ host, port, doors: {}, onGet: () => null }, (listener, error) => {
      if (listener === null) resolve(error ?? Object.assign(new Error('nothing is said why'), { code: 'UNKNOWN' }))
      else listener.close(() => resolve(null))
    })
  })
}

const onGet = (path: string) => (path === '/live' ? { status: 200, body: 'god\n' } : null)

function portTaken(host: string, port: number, error: NodeJS.ErrnoException | null): ParliamentError {
  const where = `god's port ${host}:${port}`
  return error?.code === 'EADDRINUSE'
    ? new ParliamentError('USAGE', `${where} is taken: stop who has it, or give another port`)
    : new ParliamentError(
        'USAGE',
        `${where} cannot be listened on (${error?.message}): give an address of this machine`,
      )
}
