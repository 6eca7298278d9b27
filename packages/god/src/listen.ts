import {
  type Clock,
  type Connection,
  type Listener,
  type Network,
  nodeMac,
  ProvingNetwork,
  type TurnedAway,
} from '@paxon/messenger'
import { GOD_FRAME_BYTES_MAX, ParliamentError } from '@paxon/wire'
import type { Logger } from 'pino'

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

const onGet = (path: string) => (path === '/live' ? { status: 200, body: 'god\n' } : null)

function portTaken(host: string, port: number, error: NodeJS.ErrnoException | null): ParliamentError {
  const why = error?.code === 'EADDRINUSE' ? 'is taken' : `cannot be listened on (${error?.code ?? error?.message})`
  return new ParliamentError('USAGE', `god's port ${host}:${port} ${why}: stop who has it, or give another port`)
}
