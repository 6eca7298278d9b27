import type { Identity, Message, Name } from '@paxon/synod'
import { CLOSE, type PeerFrame, type PeerHello } from '@paxon/wire'
import type { Clock } from './clock.js'
import type { Fault } from './fault.js'
import { type MessengerLimits, messengerLimits } from './messenger-limits.js'
import type { CloseReason, Door, Network } from './network.js'
import { PeerDoor } from './peer-door.js'
import { PeerLink } from './peer-link.js'
import type { Dropped, PeerStream } from './peer-stream.js'
import { SharedFrames } from './shared-frames.js'
import { ownVerdict, type Verdict } from './verdict.js'

/** Who dialed: `out`, this priest; `in`, the peer. */
export type Direction = 'out' | 'in'

export interface MessengerOptions {
  readonly network: Network
  readonly clock: Clock
  /** A random number in [0, 1). */
  readonly chance: () => number
  readonly me: Name
  /** What this priest says of itself; asked anew for each handshake. */
  readonly hello: () => PeerHello
  /**
   * The priest's own opinion of a peer. `heard`: who of that name is heard over another connection now; when its birth
   * is another one, two processes have one name (P18), and to accept the newcomer closes the other's connection.
   */
  readonly judge: (hello: PeerHello, heard: Identity | null) => Verdict
  /** A hello was accepted: from now on the peer can be told something (`out`), or is heard (`in`). */
  readonly onMet: (hello: PeerHello, direction: Direction) => void
  /**
   * A peer cannot be told anything, which was not so or not known before. `refused`: at its address nobody listens, so
   * its process is gone. Not called for what the priest itself asked for.
   */
  readonly onLost: (name: Name, refused: boolean) => void
  /** What a peer says, in the order in which it said it. A BadFrame thrown for what it carries closes the connection. */
  readonly onFrame: (from: Identity, frame: PeerFrame) => void
  readonly onFault: (fault: Fault) => void
  readonly limits?: Partial<MessengerLimits>
}

const ABSENT: CloseReason = { code: CLOSE.ABSENT, reason: 'this priest is absent' }
const LEAVING: CloseReason = { code: CLOSE.GOING, reason: 'this priest leaves' }
const MOVED: CloseReason = { code: CLOSE.GOING, reason: 'the address has changed' }
const GREETING_ANEW: CloseReason = { code: CLOSE.GOING, reason: 'this priest has news of itself' }

/**
 * Joins one priest to its peers (section 3.1's messengers: they may lose and delay, never alter). Every priest dials
 * every other: what it says goes over the connections it dialed, what it hears comes over those dialed to it. It takes
 * no decision of the protocol, and none of its handlers but `onFault` is called from within a call of the priest's.
 */
export class Messenger {
  private readonly options: MessengerOptions
  private readonly limits: MessengerLimits
  private readonly peerDoor: PeerDoor
  private readonly counts: Dropped = { unconnected: 0, overloaded: 0, tooLarge: 0 }
  private addresses: ReadonlyMap<Name, string> = new Map()
  /** One for each address, while present. */
  private readonly links = new Map<Name, PeerLink>()
  private state: 'present' | 'absent' | 'closed' = 'present'

  /** @throws RangeError for limits that contradict each other */
  constructor(options: MessengerOptions) {
    this.options = options
    this.limits = messengerLimits(options.limits ?? {})
    const { clock, hello, onFrame, onFault } = options
    this.peerDoor = new PeerDoor({
      clock,
      limits: this.limits,
      hello,
      judge: (theirs) => this.judge(theirs, null),
      onMet: (theirs) => this.metIn(theirs),
      onFrame,
      onFault,
    })
  }

  /** For {@link Network.listen}, as door `peer`. */
  get door(): Door {
    return this.peerDoor
  }

  /** What was not sent since the start. */
  get dropped(): Readonly<Dropped> {
    return this.counts
  }

  /** Where the peers are, `ws://host:port` (an entry for this priest itself is ignored): dials new and changed ones, lets go of those gone. */
  setAddresses(addresses: ReadonlyMap<Name, string>): void {
    this.addresses = new Map(addresses)
    for (const [name, link] of this.links) {
      if (addresses.get(name) !== link.url) this.letGo(name, link, MOVED)
    }
    this.dialMissing()
  }

  /** Gathers a message for the next flush. It is dropped, and counted, when the peer is not connected. */
  send(to: Name, message: Message): void {
    const stream = this.stream(to)
    if (stream !== null) stream.say(message)
    else this.counts.unconnected++
  }

  /** Gathers a frame of the citizens' door (not empty) to be carried to a peer unread. Dropped as in {@link send}. */
  carry(to: Name, bytes: Uint8Array): void {
    const stream = this.stream(to)
    if (stream !== null) stream.carry(bytes)
    else this.counts.unconnected++
  }

  /** At the end of a turn: what was gathered leaves, one frame a peer as a rule. The same messages to several are encoded once. */
  flush(): void {
    const shared = new SharedFrames()
    for (const link of this.links.values()) link.stream?.flush(shared)
  }

  /** Whether it can be told something. */
  isConnected(name: Name): boolean {
    return this.stream(name) !== null
  }

  connectedNames(): Name[] {
    return [...this.links.keys()].filter((name) => this.isConnected(name))
  }

  /** Bytes that wait for the peer to take them, without what is gathered. */
  bufferedBytes(name: Name): number {
    return this.stream(name)?.connection.bufferedBytes ?? 0
  }

  /** Absent: cut off from all peers, and nobody is let in. Present again: dials at once. */
  setPresent(present: boolean): void {
    if (this.state === 'closed' || present === (this.state === 'present')) return
    this.state = present ? 'present' : 'absent'
    if (present) {
      this.peerDoor.open()
      this.dialMissing()
    } else {
      this.letAllGo(ABSENT)
      this.peerDoor.shut(ABSENT)
    }
  }

  /** What {@link MessengerOptions.hello} says has changed (founded, readmitted): all peers are dialed again to be told. */
  greetAnew(): void {
    this.letAllGo(GREETING_ANEW)
    this.dialMissing()
  }

  /** For good; what was flushed before still leaves. */
  close(): void {
    if (this.state === 'closed') return
    this.state = 'closed'
    this.letAllGo(LEAVING)
    this.peerDoor.shut(LEAVING)
  }

  private stream(name: Name): PeerStream | null {
    return this.links.get(name)?.stream ?? null
  }

  private judge(hello: PeerHello, dialed: Name | null): Verdict {
    const { me, judge } = this.options
    return ownVerdict(hello, me, dialed) ?? judge(hello, this.peerDoor.heardOf(hello.name))
  }

  private metIn(hello: PeerHello): void {
    this.options.onMet(hello, 'in')
    this.links.get(hello.name)?.called(hello)
  }

  private dialMissing(): void {
    if (this.state !== 'present') return
    for (const [name, url] of this.addresses) {
      if (name !== this.options.me && !this.links.has(name)) this.links.set(name, this.link(name, url))
    }
  }

  private link(peer: Name, url: string): PeerLink {
    const { network, clock, chance, hello, onMet, onLost, onFault } = this.options
    return new PeerLink({
      network,
      clock,
      chance,
      limits: this.limits,
      peer,
      url,
      dropped: this.counts,
      hello,
      judge: (theirs) => this.judge(theirs, peer),
      onMet: (theirs) => onMet(theirs, 'out'),
      onLost: (refused) => onLost(peer, refused),
      onFault,
    })
  }

  private letAllGo(reason: CloseReason): void {
    for (const [name, link] of this.links) this.letGo(name, link, reason)
  }

  private letGo(name: Name, link: PeerLink, reason: CloseReason): void {
    this.links.delete(name)
    link.close(reason)
  }
}
