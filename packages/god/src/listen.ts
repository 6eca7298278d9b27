import type { Connection, Listener, Network } from '@paxon/messenger'
import { GOD_FRAME_BYTES_MAX, ParliamentError } from '@paxon/wire'

/** Priests, and command lines. */
export const CONNECTIONS_MAX = 128

export interface GodAddress {
  readonly network: Network
  readonly host: string
  /** 0: a free one. */
  readonly port: number
}

/** Opens god's door. @throws ParliamentError USAGE when the port cannot be had */
export function listenAsGod(
  { network, host, port }: GodAddress,
  onConnection: (connection: Connection) => void,
): Promise<Listener> {
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
