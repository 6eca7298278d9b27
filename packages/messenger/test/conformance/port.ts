import type { DialFailure, DialOptions, Door, DoorName, Listener, ListenOptions, Network } from '../../src/index.js'
import { Ear, inTime } from './ear.js'

export const LIMIT_BYTES = 4 * 1024 * 1024

/** A listener, and everyone who came in, by door. */
export interface Port {
  readonly listener: Listener
  readonly ears: Record<DoorName, Ear[]>
  /** The first, or the `count`th, who comes in by a door. */
  arrival(door: DoorName, count?: number): Promise<Ear>
  close(): Promise<void>
}

export type PortOptions = Partial<ListenOptions & Pick<Door, 'maxFrameBytes' | 'maxConnections' | 'mayCome'>>

/** Opens the doors named (all with the same limits) at a port. Rejects with the error of listen. */
export async function openPort(
  network: Network,
  doors: DoorName[] = ['peer'],
  options: PortOptions = {},
): Promise<Port> {
  const {
    host = '127.0.0.1',
    port = 0,
    onGet = () => null,
    maxFrameBytes = LIMIT_BYTES,
    maxConnections = 100,
    mayCome = () => true,
  } = options
  const ears: Record<DoorName, Ear[]> = { peer: [], citizen: [], god: [] }
  let arrived: () => void = () => {}
  const opened = (name: DoorName): [DoorName, Door] => [
    name,
    {
      maxFrameBytes,
      maxConnections,
      mayCome,
      onConnection(connection) {
        ears[name].push(new Ear(connection))
        arrived()
      },
    },
  ]
  const listener = await new Promise<Listener>((resolve, reject) => {
    network.listen({ host, port, doors: Object.fromEntries(doors.map(opened)), onGet }, (listener, error) => {
      if (listener === null) reject(error)
      else resolve(listener)
    })
  })
  return {
    listener,
    ears,
    async arrival(name, count = 1) {
      for (;;) {
        const ear = ears[name][count - 1]
        if (ear !== undefined) return ear
        await inTime(
          `arrival ${count} by ${name}`,
          new Promise<void>((resolve) => {
            arrived = resolve
          }),
        )
      }
    },
    close: () => inTime('the listener to close', new Promise<void>((resolve) => listener.close(resolve))),
  }
}

/** Resolves to the connection's ear, or to why there is none. */
export function dial(network: Network, url: string, options: Partial<DialOptions> = {}): Promise<Ear | DialFailure> {
  const outcome = new Promise<Ear | DialFailure>((resolve) => {
    network.dial(
      { url, door: 'peer', timeoutMs: 5_000, maxFrameBytes: LIMIT_BYTES, ...options },
      (connection, failure) => {
        if (connection !== null) resolve(new Ear(connection))
        if (failure !== null) resolve(failure)
      },
    )
  })
  return inTime(`an outcome of dialling ${url}`, outcome)
}

/** Dials where somebody must answer. */
export async function reach(network: Network, url: string, options: Partial<DialOptions> = {}): Promise<Ear> {
  const outcome = await dial(network, url, options)
  if (outcome instanceof Ear) return outcome
  throw new Error(`${outcome.kind}: ${outcome.message}`)
}
