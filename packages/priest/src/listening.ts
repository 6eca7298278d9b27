import type { Door, Listener, Network } from '@paxon/messenger'
import { ParliamentError } from '@paxon/wire'

export interface GetAnswer {
  readonly status: number
  readonly body: string
}

export interface ListeningOptions {
  readonly network: Network
  readonly host: string
  /** 0: a free one. */
  readonly port: number
  readonly peer: Door
  readonly citizen: Door
  readonly onGet: (path: string) => GetAnswer | null
}

/** Opens a priest's port with its two doors. @throws ParliamentError USAGE when the port cannot be had */
export function listenAt({ network, host, port, peer, citizen, onGet }: ListeningOptions): Promise<Listener> {
  return new Promise((resolve, reject) => {
    network.listen({ host, port, doors: { peer, citizen }, onGet }, (listener, error) => {
      if (listener !== null) resolve(listener)
      else reject(portError(host, port, error))
    })
  })
}

function portError(host: string, port: number, error: NodeJS.ErrnoException | null): ParliamentError {
  const where = `${host}:${port}`
  if (error?.code === 'EADDRINUSE') {
    return new ParliamentError(
      'USAGE',
      `${where} is taken by another process: stop that one, or give another port with --listen`,
    )
  }
  return new ParliamentError(
    'USAGE',
    `${where} cannot be listened on (${error?.message}): give an address of this machine with --listen`,
    'none',
    {
      cause: error,
    },
  )
}
