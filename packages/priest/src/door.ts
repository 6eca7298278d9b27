import type { CloseReason, Connection, Door } from '@paxon/messenger'
import type { Name } from '@paxon/synod'
import {
  CITIZEN_FRAME_BYTES_MAX,
  type CitizenReply,
  type CitizenRequest,
  CLOSE,
  commonVersion,
  type PriestStatus,
} from '@paxon/wire'
import { CitizenConnection } from './citizen-connection.js'
import type { Docket } from './docket.js'
import { type Carrier, type Life, PriestAsker, readCarried } from './forwarding.js'
import { request } from './request.js'

/** Citizens at one priest at once; further ones are turned away. */
const CITIZENS_MAX = 1_024
/** A citizen that has not said hello by then is closed (LATE): it would hold a place for nothing. */
const HELLO_MS = 3_000
/** Requests of one citizen, or of one priest for its citizens, that may wait for their replies. */
const OPEN_MAX = 16_384
/** Priests that have handed requests on; of more, those that came first are nobody's any more. */
const PRIESTS_MAX = 64
/** Bytes of replies that all citizens together have not taken; beyond it those that owe most are sent away. */
const OWED_BYTES_MAX = 256 * 1024 * 1024

export interface DoorOptions {
  readonly me: Name
  readonly now: () => number
  /** Calls back once, after so many ms; what it returns takes that back. */
  readonly after: (ms: number, call: () => void) => () => void
  readonly carrier: Carrier
  /** The parliament's id; null while there is no docket. */
  readonly parliament: () => string | null
  readonly president: () => Name | null
  /** Where citizens find each priest, `ws://host:port`. */
  readonly citizensUrls: () => ReadonlyMap<Name, string>
  readonly status: () => PriestStatus
  /** Null until this priest belongs to a parliament and its law is there. */
  readonly docket: () => Docket | null
  /** While there is no docket: whether the ledger, or the law that it leads to, is still being read. */
  readonly isOpening: () => boolean
  /** Replies have been gathered: a turn has to end. */
  readonly onReply: () => void
  /** A citizen's connection was closed for what it did. */
  readonly onFault: (remote: string, reason: CloseReason) => void
}

/** Over a messenger that is not there at first. */
export const carrierOver = (messenger: () => Carrier | null): Carrier => ({
  carry: (to, bytes) => messenger()?.carry(to, bytes),
  bufferedBytes: (name) => messenger()?.bufferedBytes(name) ?? 0,
})

/** The citizens' door of a priest: who may come in, what they are told, and whom their requests go to. */
export class CitizensDoor implements Door {
  readonly maxFrameBytes = CITIZEN_FRAME_BYTES_MAX
  readonly maxConnections = CITIZENS_MAX
  private readonly options: DoorOptions
  private readonly citizens = new Set<CitizenConnection>()
  private readonly priests = new Map<Name, PriestAsker>()
  private present = true

  constructor(options: DoorOptions) {
    this.options = options
  }

  onConnection(connection: Connection): void {
    if (!this.present) return connection.close(CLOSE.ABSENT, `${this.options.me} is absent`)
    const citizen = new CitizenConnection(connection, {
      onHello: (who, hello) => this.greet(who, hello),
      onRequest: (who, asked) => this.take(who, asked),
      onEnded: (who) => this.citizens.delete(who),
      onFault: this.options.onFault,
      onReply: this.options.onReply,
    })
    this.citizens.add(citizen)
    citizen.cancelLate = this.options.after(HELLO_MS, () => citizen.close(CLOSE.LATE, `no hello in ${HELLO_MS} ms`))
  }

  /**
   * Whether several may ask in one turn of the event loop: then all of it shares a batch. One citizen's petitions come in one
   * frame, and what else is heard has nothing to wait for.
   */
  get isShared(): boolean {
    return this.citizens.size + this.priests.size > 1
  }

  /** A part carried by another priest's messenger: requests of its citizens, or replies to ours. @throws BadFrame */
  carried(from: Name, bytes: Uint8Array): void {
    const carried = readCarried(bytes)
    if (carried.kind === 'replies') {
      const ours = this.options.docket()
      if (ours?.life === carried.life) for (const reply of carried.replies) ours.replied(from, reply)
      return
    }
    const asker = this.asker(from, carried.life)
    for (const asked of carried.requests) {
      if (!asker.isNew(asked.id)) continue
      const docket = this.options.docket()
      asker.open += 1
      if (docket === null) asker.reply(this.notYet(asked.id))
      else if (asker.open > OPEN_MAX) asker.reply(overloaded(asked.id, this.options.me))
      else docket.submit(request(asker, asked, this.options.now() + asked.left))
    }
  }

  /** A priest that has entered anew is another asker: nobody waits any more for what it asked before. */
  private asker(name: Name, life: Life): PriestAsker {
    const before = this.priests.get(name)
    if (before?.life === life) return before
    if (before !== undefined) before.gone = true
    const asker = new PriestAsker(name, life, this.options.carrier, this.options.onReply)
    this.priests.set(name, asker)
    const [oldest] = this.priests
    if (this.priests.size > PRIESTS_MAX && oldest !== undefined) {
      oldest[1].gone = true
      this.priests.delete(oldest[0])
    }
    return asker
  }

  /** Now and then: slow citizens, each within its own limit, may be too many. */
  shed(): void {
    let owed = 0
    for (const citizen of this.citizens) owed += citizen.owedBytes
    while (owed > OWED_BYTES_MAX) {
      let slowest: CitizenConnection | null = null
      for (const citizen of this.citizens) if (citizen.owedBytes > (slowest?.owedBytes ?? 0)) slowest = citizen
      if (slowest === null) return
      owed -= slowest.owedBytes
      slowest.close(CLOSE.OVERLOADED, 'replies are not taken')
    }
  }

  /** What was gathered and has not left is not said any more: something went wrong in this very turn. */
  drop(): void {
    for (const citizen of this.citizens) citizen.drop()
  }

  /** Replies of this turn leave, one frame for each citizen as a rule. */
  flush(): void {
    for (const citizen of this.citizens) citizen.flush()
  }

  /** Replies of this turn to other priests' citizens go to the messenger. */
  flushCarried(): void {
    for (const priest of this.priests.values()) priest.flush()
  }

  setPresent(present: boolean): void {
    this.present = present
    if (!present) this.closeAll(CLOSE.ABSENT, `${this.options.me} is absent`)
  }

  closeAll(code: number, reason: string): void {
    for (const citizen of [...this.citizens]) citizen.close(code, reason)
  }

  private greet(citizen: CitizenConnection, hello: Extract<CitizenRequest, { type: 'hello' }>): CloseReason | null {
    const { me, parliament, president, citizensUrls } = this.options
    const version = commonVersion(hello.versions)
    if (version === null) return { code: CLOSE.VERSION, reason: `speaks versions ${hello.versions.join('-')}` }
    const ours = parliament()
    if (hello.parliament !== null && ours !== null && hello.parliament !== ours) {
      return { code: CLOSE.WRONG_PARLIAMENT, reason: `${me} belongs to parliament ${ours}` }
    }
    citizen.reply({
      type: 'welcome',
      version,
      parliament: ours,
      name: me,
      president: president(),
      priests: Object.fromEntries(citizensUrls()),
    })
    return null
  }

  private take(citizen: CitizenConnection, asked: Exclude<CitizenRequest, { type: 'hello' }>): void {
    const { me, docket, now, status } = this.options
    if (asked.type === 'status') return citizen.reply({ type: 'status', id: asked.id, status: status() })
    const open = docket()
    if (open === null) return citizen.reply(this.notYet(asked.id))
    if (citizen.open > OPEN_MAX) return citizen.reply(overloaded(asked.id, me))
    open.submit(request(citizen, asked, now() + asked.left))
  }

  private notYet(id: number): CitizenReply {
    const { me, isOpening } = this.options
    return isOpening() ? opening(id, me) : unfounded(id, me)
  }
}

const opening = (id: number, me: Name): CitizenReply => ({
  type: 'error',
  id,
  code: 'NO_PRESIDENT',
  message: `${me} is still opening its ledger`,
  outcome: 'none',
})

const unfounded = (id: number, me: Name): CitizenReply => ({
  type: 'error',
  id,
  code: 'UNFOUNDED',
  message: `${me} belongs to no parliament yet`,
  outcome: 'none',
})

const overloaded = (id: number, me: Name): CitizenReply => ({
  type: 'error',
  id,
  code: 'OVERLOADED',
  message: `${me} still owes you ${OPEN_MAX} answers; try again after a pause`,
  outcome: 'none',
})
