import type { Door, Listener, Network } from '@paxon/messenger'
import type { Address, Name } from '@paxon/synod'
import { CLOSE } from '@paxon/wire'
import { answerHealth, type Health } from './health.js'
import { listenAt } from './listening.js'
import type { PriestOptions } from './priest-options.js'

export interface EntranceOptions {
  readonly me: Name
  readonly network: Network
  readonly options: PriestOptions
  readonly citizen: Door
  /** Null while no peer is let in. */
  readonly peer: () => Pick<Door, 'onConnection'> | null
  readonly health: () => Health
}

const LOOPBACK = '127.0.0.1'
const PEER_DOOR = { maxFrameBytes: 16 * 1024 * 1024, maxConnections: 128 }

/** The one port of a priest: the doors of peers and citizens, and what it answers to GET. */
export class Entrance {
  private readonly options: EntranceOptions
  private listener: Listener | null = null

  constructor(options: EntranceOptions) {
    this.options = options
  }

  /** The port that is listened on; 0 before. */
  get port(): number {
    return this.listener?.port ?? 0
  }

  /** Where peers and citizens find this priest. */
  get address(): Address {
    const { listen, advertise, advertiseCitizens } = this.options.options
    const url = `ws://${listen?.host ?? LOOPBACK}:${this.port}`
    return { peer: advertise ?? url, citizens: advertiseCitizens ?? url }
  }

  /** @throws ParliamentError USAGE when the port cannot be had */
  async open(): Promise<void> {
    const { me, network, options, citizen } = this.options
    const { host, port } = options.listen ?? { host: LOOPBACK, port: 0 }
    const peer: Door = {
      ...PEER_DOOR,
      onConnection: (connection) => {
        const door = this.options.peer()
        if (door === null) connection.close(CLOSE.GOING, `${me} is not open`)
        else door.onConnection(connection)
      },
    }
    const onGet = (path: string) => answerHealth(path, this.options.health())
    this.listener = await listenAt({ network, host, port, peer, citizen, onGet })
  }

  close(done: () => void): void {
    if (this.listener === null) done()
    else this.listener.close(done)
  }
}
