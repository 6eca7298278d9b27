import type { DialOptions, DoorName, Network } from '../../src/index.js'
import type { Ear } from './ear.js'
import { dial, openPort, type Port, type PortOptions, reach } from './port.js'

/** The mark above which every kind's send() must answer false here. */
export const HIGH_WATER_BYTES = 1024 * 1024

/** One kind of network, set up for one test. */
export interface Setting {
  /** Who listens, at `url(port)`; and who dials. May be the same. */
  readonly host: Network
  readonly dialler: Network
  url(port: number): string
  /** Where somebody is, but nothing answers. */
  silentUrl(): Promise<string>
  /** Whether who dials is a page: it is not told why it reaches nobody, and says goodbye with codes of ours only. */
  readonly isPage?: boolean
  /** What a full door is rejected with; 503 unless said. */
  readonly full?: string
  get(port: number, path: string): Promise<{ readonly status: number; readonly body: string } | null>
  tearDown(): Promise<void>
}

/** A setting for each test, with what the test opened in it. */
export class Scene {
  private current: Setting | null = null
  private ports: Port[] = []

  async begin(setUp: () => Promise<Setting>): Promise<void> {
    this.current = await setUp()
  }

  async end(): Promise<void> {
    await Promise.all(this.ports.map((port) => port.close()))
    this.ports = []
    await this.setting.tearDown()
  }

  get setting(): Setting {
    if (this.current === null) throw new Error('no test has begun')
    return this.current
  }

  /** What a dial fails with that hears this from the other side; a page hears nothing. */
  failure(kind: 'refused' | 'rejected', part: string): object {
    if (this.setting.isPage) return { kind: 'unreachable', message: expect.stringContaining('--allow-origin') }
    return { kind, message: expect.stringContaining(part) }
  }

  /** What the other side hears when who dialled ends it by this code of the messenger's own. */
  saidBy(dialler: number): number {
    return this.setting.isPage ? 1005 : dialler
  }

  /** A port that is closed after the test. */
  async open(doors?: DoorName[], options?: PortOptions): Promise<Port> {
    const port = await openPort(this.setting.host, doors, options)
    this.ports.push(port)
    return port
  }

  urlOf(port: Port): string {
    return this.setting.url(port.listener.port)
  }

  dial(port: Port, options?: Partial<DialOptions>): ReturnType<typeof dial> {
    return dial(this.setting.dialler, this.urlOf(port), options)
  }

  reach(port: Port, options?: Partial<DialOptions>): Promise<Ear> {
    return reach(this.setting.dialler, this.urlOf(port), options)
  }

  /** A peer at its door: both ends of the connection. */
  async meet(options?: PortOptions): Promise<{ port: Port; near: Ear; far: Ear }> {
    const port = await this.open(['peer'], options)
    const near = await this.reach(port)
    return { port, near, far: await port.arrival('peer') }
  }
}
