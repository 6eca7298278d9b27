import type { Ledger } from '@paxon/ledger'
import {
  type Address,
  type Founding,
  type FoundingEffects,
  FoundingPriest,
  type Inscribed,
  isName,
  type LedgerRecord,
  type Name,
} from '@paxon/synod'
import { type GodHello, type GodMessage, type PeerHello, VERSIONS } from '@paxon/wire'
import { GodLink } from './god-link.js'
import type { Surroundings } from './surroundings.js'

export interface FoundationOptions {
  readonly ledger: Ledger
  readonly god: readonly string[]
  readonly address: Address
  readonly law: { readonly name: string; readonly version: number }
  readonly surroundings: Surroundings
  /** Gives records to the ledger, and returns the position of the last. */
  readonly write: (records: readonly LedgerRecord[]) => number
  readonly onAddresses: (addresses: ReadonlyMap<Name, Address>) => void
  /** The founding is in the synced ledger. `doubted`: it needed a vote that this birth has lost; null where it did not. */
  readonly onFounded: (inscribed: Inscribed, doubted: string | null) => void
  readonly onLeave: (all: boolean) => void
  readonly onPresence: (present: boolean) => void
  readonly isPresent: () => boolean
  /** God's secret is another one than ours: told once, until god has been met. */
  readonly onUnproved: (why: string) => void
}

/** Names in the address book; a roll has at most 31. */
const ADDRESSES_MAX = 64

/** A priest's dealings with god: the founding (decree 0), the address book, absence, leaving. */
export class Foundation {
  private readonly options: FoundationOptions
  private readonly inscribed: Inscribed
  /** Why an earlier birth lost its ledger; what is doubted beyond that is this one. */
  private readonly doubtedBefore: string | null
  private readonly priest: FoundingPriest
  private readonly link: GodLink
  private book: Map<Name, Address>
  /** What waits for the ledger: answers to god, and taking the seat. */
  private readonly waiting: { readonly position: number; readonly act: () => void }[] = []
  private position = 0
  private synced = 0
  private entered = false

  constructor(options: FoundationOptions) {
    const { ledger, surroundings, god } = options
    this.options = options
    this.inscribed = ledger.opened.inscribed
    this.doubtedBefore = this.inscribed.doubted
    this.priest = new FoundingPriest(ledger.opened.me, this.inscribed, isEmpty(this.inscribed))
    this.book = new Map(this.inscribed.addresses)
    this.link = new GodLink({
      network: surroundings.network,
      clock: surroundings.clock,
      chance: surroundings.chance,
      urls: god,
      hello: () => this.hello(),
      onMessage: (message) => this.received(message),
      onUp: () => this.presenceChanged(options.isPresent()),
      onDown: () => {},
      onUnproved: options.onUnproved,
    })
  }

  /** Null until the founding is in the synced ledger. */
  get founding(): Founding | null {
    return this.entered ? this.inscribed.founding : null
  }

  /** A peer of this founding is a stranger: this priest has voted for another one, and has no seat in it. */
  isElsewhere(founding: Founding): boolean {
    return this.priest.hears(founding) === 'elsewhere'
  }

  get addresses(): ReadonlyMap<Name, Address> {
    return this.book
  }

  /** Where citizens find each priest. */
  get citizensUrls(): ReadonlyMap<Name, string> {
    return new Map([...this.book].map(([name, { citizens }]) => [name, citizens]))
  }

  begin(): void {
    if (this.book.size > 0) this.options.onAddresses(this.book)
    this.enterIfFounded()
  }

  /** All records up to this position are durable. */
  onSynced(position: number): void {
    this.synced = position
    while (this.waiting[0] !== undefined && this.waiting[0].position <= position) this.waiting.shift()?.act()
  }

  /** A peer's hello: a founding that we may take as passed, and addresses that we do not have. */
  met(hello: PeerHello): void {
    if (hello.founding !== null && this.inscribed.founding === null) {
      this.write(this.priest.heardFounding(hello.founding).writes)
      this.enterIfFounded()
    }
    this.learnAddresses(Object.entries(hello.addresses).filter(([name]) => isName(name) && !this.book.has(name)))
  }

  presenceChanged(present: boolean): void {
    this.link.send({ type: 'presence', present })
  }

  end(): void {
    this.link.close()
  }

  private received(message: GodMessage): void {
    switch (message.type) {
      case 'addresses':
        return this.learnAddresses(Object.entries(message.addresses))
      case 'leave':
        return this.options.onLeave(message.all)
      case 'absent':
      case 'present':
        this.options.onPresence(message.type === 'present')
        return
      case 'NextFounding':
      case 'BeginFounding':
      case 'FoundingSuccess':
        this.carryOut(this.priest.received(message))
        return this.enterIfFounded()
      default:
        return
    }
  }

  private carryOut(effects: FoundingEffects): void {
    this.write(effects.writes)
    for (const message of effects.afterSync) this.afterSync(() => this.link.send(message))
    for (const message of effects.now) this.link.send(message)
  }

  private enterIfFounded(): void {
    if (this.inscribed.founding === null || this.entered) return
    this.afterSync(() => {
      if (this.entered) return
      this.entered = true
      const { doubted } = this.inscribed
      this.options.onFounded(this.inscribed, doubted === this.doubtedBefore ? null : doubted)
    })
  }

  private learnAddresses(entries: readonly (readonly [string, Address])[]): void {
    let changed = false
    for (const [name, address] of entries) {
      if (!isName(name) || (this.book.size >= ADDRESSES_MAX && !this.book.has(name))) continue
      const before = this.book.get(name)
      if (before?.peer === address.peer && before.citizens === address.citizens) continue
      this.book.set(name, address)
      changed = true
    }
    if (!changed) return
    this.write([{ type: 'Addresses', addresses: new Map(this.book) }])
    this.options.onAddresses(this.book)
  }

  private write(records: readonly LedgerRecord[]): void {
    if (records.length > 0) this.position = this.options.write(records)
  }

  private afterSync(act: () => void): void {
    if (this.position <= this.synced) act()
    else this.waiting.push({ position: this.position, act })
  }

  private hello(): GodHello {
    const { ledger, law, address, surroundings } = this.options
    const { name, incarnation, birth } = ledger.opened.me
    const { founding, foundingVote } = this.inscribed
    return {
      type: 'hello',
      versions: [...VERSIONS],
      name,
      incarnation,
      birth,
      empty: isEmpty(this.inscribed),
      founding: founding === null ? null : { ...founding, roll: [...founding.roll] },
      voted: foundingVote === null ? null : { ...foundingVote.founding, roll: [...foundingVote.founding.roll] },
      law,
      address,
      pid: surroundings.pid,
    }
  }
}

/** Nothing but a promise or a vote for a founding is in this ledger: it may still be founded. */
const isEmpty = (inscribed: Inscribed): boolean =>
  inscribed.founding === null &&
  inscribed.doubted === null &&
  inscribed.lastTried === null &&
  inscribed.nextBal === null

/** Where peers find each priest. */
export const peerUrls = (addresses: ReadonlyMap<Name, Address>): Map<Name, string> =>
  new Map([...addresses].map(([name, { peer }]) => [name, peer]))
