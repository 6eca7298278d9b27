import { type Law, LawBook, type Ruling } from '@paxon/law'
import type { Ledger } from '@paxon/ledger'
import {
  type Bounds,
  type Effects,
  type Founding,
  heldTo,
  type Identity,
  type Inscribed,
  LegislatorCore,
  type Message,
  type Name,
  type Notice,
  type Tag,
  type Timing,
} from '@paxon/synod'
import type { PeerFrame } from '@paxon/wire'
import { DecreeLog } from './decree-log.js'
import { carryDigests, DIGESTS, readDigests } from './digest-words.js'
import { Docket } from './docket.js'
import { DOCKET_LIMITS, type DocketLimits } from './docket-limits.js'
import type { CitizensDoor } from './door.js'
import { type Carrier, lifeOf } from './forwarding.js'
import { HearingLog } from './hearing-log.js'
import { LawKeeper } from './law-keeper.js'
import type { Log } from './log.js'
import { type LoopListener, PriestLoop, type Speaker } from './loop.js'
import type { Messagebook } from './messagebook.js'
import { logNotice } from './notices.js'
import { ParliamentTime } from './parliament-time.js'
import type { Remembered } from './remembered.js'
import { replay } from './replay.js'
import { encodeReadmission, rollChangeOf } from './roll-change.js'
import { StallLog } from './stall-log.js'
import type { Surroundings } from './surroundings.js'
import { UnreadableLog } from './unreadable-log.js'

export interface MemberOptions {
  readonly me: Identity
  readonly founding: Founding
  readonly inscribed: Inscribed
  /** Why this birth must not vote any more; null when it may. */
  readonly doubted: string | null
  readonly batch: number
  readonly ledger: Ledger
  readonly law: Law
  readonly messenger: Speaker & Carrier & { isConnected(name: Name): boolean }
  readonly door: CitizensDoor
  readonly surroundings: Surroundings
  readonly remembered: Remembered
  readonly log: Log
  readonly timing: Partial<Timing>
  readonly bounds: Partial<Bounds>
  readonly docketLimits: Partial<DocketLimits>
  /** Opens the messagebook; null where none is kept. */
  readonly openBook: (core: LegislatorCore) => Messagebook | null
  readonly diskFull: () => boolean
  readonly onBroken: (error: Error) => void
  /** The core has left the chamber. */
  readonly onLeft: () => void
  /** Its ledger is in doubt, and notes that it is. */
  readonly onDoubted: (member: Member) => void
}

/** How often deadlines are looked at, ms. */
const EXPIRE_MS = 100

/** A priest as a member of its parliament: core, loop, law and the docket of requests, joined. */
export class Member implements LoopListener {
  readonly core: LegislatorCore
  readonly loop: PriestLoop
  readonly docket: Docket
  readonly keeper: LawKeeper
  private readonly book: Messagebook | null
  private readonly options: MemberOptions
  private readonly time: ParliamentTime
  private readonly stalls: StallLog
  private readonly hearing: HearingLog
  private readonly unreadable: UnreadableLog
  private expiredAt = 0

  /** Brings the law up to what the ledger holds, then takes its seat. */
  static enter(options: MemberOptions, done: (entered: Member | Error) => void): void {
    const { roll, alpha } = options.founding
    const book = new LawBook(options.law, { seats: roll, alpha })
    let beginning: Uint8Array
    try {
      beginning = book.snapshot()
    } catch (error) {
      return done(error instanceof Error ? error : new Error(String(error)))
    }
    replay(options.ledger, book, heldTo(options.inscribed), (error) => {
      done(error ?? new Member(options, book, beginning))
    })
  }

  private constructor(options: MemberOptions, book: LawBook, beginning: Uint8Array) {
    const { me, founding, inscribed, doubted, batch, ledger, messenger, surroundings, timing, bounds } = options
    const { clock, chance, endOfTurn, endOfCall } = surroundings
    this.options = options
    this.time = new ParliamentTime(clock)
    this.core = new LegislatorCore({
      me,
      founding,
      inscribed,
      doubted,
      batch,
      lawAt: book.number,
      rolls: book.rolls.map(rollChangeOf),
      encodeReadmission,
      now: clock.now(),
      timing,
      bounds,
    })
    this.book = options.openBook(this.core)
    this.keeper = new LawKeeper({
      me: me.birth,
      lawName: options.law.name,
      book,
      beginning,
      ledger,
      roll: () => this.core.roll,
      log: options.log,
      onDigests: () => this.tellDigests(...this.core.roll.map(({ name }) => name)),
      onRuling: (number, ruling) => this.ruledAnew(number, ruling),
      onState: () => this.docket.lawChanged(),
      onDoubt: (why) => this.loop.post({ type: 'Doubt', why }),
      onBroken: options.onBroken,
    })
    this.docket = new Docket({
      me: me.name,
      parliament: founding.parliament,
      life: lifeOf(options.remembered.handsOnIn),
      core: this.core,
      law: this.keeper,
      lawName: options.law.name,
      clock,
      time: this.time,
      carrier: messenger,
      limits: { ...DOCKET_LIMITS, ...options.docketLimits },
      diskFull: options.diskFull,
      isSyncing: () => ledger.syncingSince !== null,
    })
    this.loop = new PriestLoop({
      me,
      core: this.core,
      ledger,
      speaker: messenger,
      law: this.keeper,
      clock,
      chance,
      endOfTurn: (call) => (options.door.isShared ? endOfTurn(call) : endOfCall(call)),
      listener: this,
      book: this.book,
      ...decreesTold(options.log),
      onBroken: options.onBroken,
    })
    this.docket.join(this.loop)
    this.unreadable = new UnreadableLog(options.log)
    this.hearing = new HearingLog(options.log, this.core)
    this.stalls = new StallLog(options.log, ledger, clock.now(), timing.electionMs)
  }

  get parliament(): string {
    return this.options.founding.parliament
  }

  /** What a peer said, in one frame. @throws BadFrame */
  received(from: Identity, frame: PeerFrame): void {
    for (const message of frame.messages) this.receivedMessage(from, message)
    for (const part of frame.carried) {
      if (part[0] === DIGESTS) this.keeper.heard(from.birth, readDigests(part))
      else this.options.door.carried(from.name, part)
    }
  }

  /** What the law has come to, to peers that were not told or may not have heard. */
  tellDigests(...names: readonly Name[]): void {
    const { messenger, me } = this.options
    const part = carryDigests(this.keeper.list)
    for (const name of names) if (name !== me.name && messenger.isConnected(name)) messenger.carry(name, part)
    this.loop.schedule()
  }

  private ruledAnew(number: number, ruling: Ruling): void {
    this.docket.ruled(number, ruling)
    const rolls = ruling.kind === 'readmitted' ? [rollChangeOf(ruling)] : []
    this.loop.post({ type: 'Applied', upTo: number, rolls })
  }

  private receivedMessage(from: Identity, message: Message): void {
    if (message.type === 'Beat' || message.type === 'BeatAnswer')
      this.options.remembered.heard(from.birth, message.batch)
    this.loop.post({ type: 'Received', from, message })
  }

  /** No more turns; every request still open is answered. */
  stop(): void {
    this.keeper.stop()
    this.docket.end()
    this.options.door.flush()
    this.options.door.flushCarried()
    this.loop.stop()
    this.book?.close()
  }

  /** No more turns, and nobody is answered any more: something is broken. */
  halt(): void {
    this.docket.halt()
    this.loop.stop()
    this.book?.close()
  }

  onProposed(tag: Tag, number: number): void {
    this.docket.proposed(tag, number)
  }

  onFailed(tag: Tag, why: 'unproposed' | 'abandoned'): void {
    this.docket.failed(tag, why)
  }

  onConfirmed(tag: Tag, atLeast: number): void {
    this.docket.confirmed(tag, atLeast)
  }

  onRuling(number: number, ruling: Ruling): void {
    this.docket.ruled(number, ruling)
  }

  onNotice(notice: Notice): void {
    logNotice(this.options.log, notice)
    if (notice.event === 'presides') this.time.presides(this.keeper.time, this.core.decreesAbove(this.core.heldTo))
    if (notice.event === 'left') this.options.onLeft()
    if (notice.event === 'in doubt') this.options.onDoubted(this)
  }

  onTurnEnds(): void {
    this.docket.sendOn()
    this.options.door.flushCarried()
  }

  onTurnEnded(): void {
    this.options.door.flush()
  }

  onUnreadable(error: Error): void {
    this.unreadable.tell(error)
  }

  onTick(now: number): void {
    this.keeper.tick(now)
    this.stalls.tick(now)
    this.hearing.tick()
    if (now - this.expiredAt < EXPIRE_MS) return
    this.expiredAt = now
    this.docket.expire(now)
    this.options.door.shed()
  }
}

const decreesTold = (log: Log) => {
  if (log.isLevelEnabled?.('debug') !== true) return {}
  const decrees = new DecreeLog(log)
  return { onEffects: (effects: Effects) => decrees.see(effects) }
}
