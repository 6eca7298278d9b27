import type { Ruling } from '@paxon/law'
import type { Ledger } from '@paxon/ledger'
import type { Clock } from '@paxon/messenger'
import type {
  Bound,
  Decree,
  Effects,
  Event,
  Identity,
  LedgerRecord,
  LegislatorCore,
  Message,
  Name,
  Notice,
  Outgoing,
  RollChange,
  Tag,
} from '@paxon/synod'
import type { Messagebook } from './messagebook.js'
import { rollChangeOf } from './roll-change.js'

/** The part of the messenger that the loop speaks through. */
export interface Speaker {
  send(to: Name, message: Message): void
  flush(): void
  /** Bytes that wait for the peer to take them. */
  bufferedBytes(to: Name): number
}

/** Who wants to know what became of petitions and inquiries: the citizens' door. */
export interface LoopListener {
  onProposed(tag: Tag, number: number): void
  onFailed(tag: Tag, why: 'unproposed' | 'abandoned'): void
  onConfirmed(tag: Tag, atLeast: number): void
  /** A decree has passed and was carried out; called in the order of the numbers. */
  onRuling(number: number, ruling: Ruling): void
  onNotice(notice: Notice): void
  /** The turn is about to end: the last chance to give petitions. */
  onTurnEnds(): void
  /** After everything of the turn was given to messenger and ledger. */
  onTurnEnded(): void
  /** A page that a peer asked for cannot be read: the peer asks another priest. */
  onUnreadable(error: Error): void
  /** Regularly; for deadlines. */
  onTick(now: number): void
}

export interface LoopOptions {
  readonly me: Identity
  readonly core: LegislatorCore
  readonly ledger: Ledger
  readonly speaker: Speaker
  /** Null for a ruling that is not known yet: `onRuling` is called by whoever comes to know it. */
  readonly law: { readonly number: number; apply(number: number, decree: Decree): Ruling | null }
  readonly clock: Clock
  readonly chance: () => number
  readonly endOfTurn: (call: () => void) => void
  readonly listener: LoopListener
  /** Sees the effects of each step before they are carried out. */
  readonly onEffects?: (effects: Effects) => void
  /** Null, or left out: nothing is kept of what is said. */
  readonly book?: Messagebook | null
  /** A broken invariant or a broken law: the priest must stop with everything it knows. */
  readonly onBroken: (error: Error) => void
}

/** How often the core is told the time, ms. */
export const TICK_MS = 25
/** After so many ticks with nothing but beats between them three of four are left out: they would wake the process for nothing. */
const QUIET_TICKS = 8
const QUIET_TICK_MS = 100
/** The bytes of decrees in one page that is given to a peer. */
const PAGE_BYTES = 1024 * 1024
/** And how many: olive-days have no bytes, and a frame has at most RUN_MAX decrees. */
const PAGE_DECREES = 16_384

/**
 * The loop that joins core, ledger, messenger and law. Events gather to the end of the turn; each is one step of the core;
 * what may be said at once leaves with the turn, what rests on a write when the ledger has synced it.
 */
export class PriestLoop {
  private readonly options: LoopOptions
  private events: Event[] = []
  private scheduled = false
  private stopped = false
  /** Records given to the ledger by anyone, and how many of these are durable. */
  private position = 0
  private synced = 0
  /** Done only once the ledger has reached `position`, in this order. */
  private readonly held: { readonly position: number; readonly act: () => void }[] = []
  /** Where the core's own count of records stood at a position of the ledger. */
  private readonly marks: { readonly ledger: number; readonly core: number }[] = []
  private coreSynced = 0
  /** Since the last flush. */
  private hasWritten = false
  /** What has passed in the turn under way and the law has not carried out yet. */
  private passed: Effects['passed'] = []
  /** Peers that a page is being read for. */
  private readonly giving = new Set<Name>()
  private lastTickAt: number
  /** When the next tick is due after the last, and how many there were since anything else happened. */
  private tickMs = TICK_MS
  private quietTicks = 0
  private cancelTick: () => void = () => {}

  constructor(options: LoopOptions) {
    this.options = options
    this.lastTickAt = options.clock.now()
    this.scheduleTick()
  }

  /** Takes an event into this turn. */
  post(event: Event): void {
    if (!isBeat(event)) this.wake()
    this.events.push(event)
    this.schedule()
  }

  /** Something other than a beat has happened: the core is told the time as often as it is where decrees pass. */
  private wake(): void {
    this.quietTicks = 0
    if (this.tickMs === TICK_MS || this.stopped) return
    this.cancelTick()
    this.scheduleTick()
  }

  /** Sees to it that a turn ends soon, also where nothing was posted. */
  schedule(): void {
    if (this.scheduled || this.stopped) return
    this.scheduled = true
    this.options.endOfTurn(() => this.guarded(() => this.turn()))
  }

  /** Records that are not the core's. @returns the position of the last */
  write(records: readonly LedgerRecord[]): number {
    this.position = this.options.ledger.append(records)
    this.schedule()
    return this.position
  }

  /** From the ledger: all records up to this position are durable, as this batch. */
  onSynced(position: number, batch: number): void {
    this.synced = position
    let count = 0
    for (const mark of this.marks) {
      if (mark.ledger > position) break
      this.coreSynced = mark.core
      count += 1
    }
    this.marks.splice(0, count)
    this.post({ type: 'Synced', position: this.coreSynced, batch })
  }

  /** No more turns, ticks or messages. */
  stop(): void {
    this.stopped = true
    this.cancelTick()
  }

  /** A step within the turn that is about to end. */
  step(event: Event): void {
    if (this.stopped) return
    const { core, clock, me, book } = this.options
    if (book && event.type === 'Received' && event.from.name !== me.name) book.received(event.from, event.message)
    this.carryOut(core.step(event, clock.now()))
    if (event.type === 'Synced') this.release()
  }

  /** Whatever throws here is a broken invariant or a broken law: nothing goes on after it. */
  private guarded(act: () => void): void {
    if (this.stopped) return
    try {
      act()
    } catch (error) {
      this.stop()
      this.options.book?.flush()
      this.options.onBroken(error instanceof Error ? error : new Error(String(error)))
    }
  }

  private turn(): void {
    const { clock, core, listener, book } = this.options
    // A paused process must notice that it was away before it acts on anything that waited for it.
    if (clock.now() - this.lastTickAt >= this.tickMs + 3 * TICK_MS) this.tick()
    // What a priest says to itself comes back into the same turn.
    for (let i = 0; i < this.events.length; i++) {
      const event = this.events[i]
      if (event !== undefined) this.step(event)
    }
    this.events = []
    // The next decrees are on their way to the disk and to the others before the law carries out the last ones.
    const lawWaits = this.passed.length > 0 && this.flush() && !core.presides
    if (!lawWaits) this.carryOutPassed()
    listener.onTurnEnds()
    if (!lawWaits) this.carryOutPassed()
    // What asked for a turn until here has had it.
    this.scheduled = false
    if (this.events.length > 0) this.schedule()
    this.flush()
    listener.onTurnEnded()
    // Of these lines nothing has come but answers to citizens.
    book?.flush()
  }

  /**
   * @returns whether a sync was begun. Where nobody waits for our law, as for a president's, it waits for a turn that begins none,
   *   at the latest for a tick: a thread has the sync, and where the cores are full it would have no core before the law is done.
   */
  private flush(): boolean {
    const { speaker, ledger, book } = this.options
    if (this.hasWritten || book?.hasSaid === true) book?.flush()
    this.hasWritten = false
    speaker.flush()
    const wasSyncing = ledger.syncingSince !== null
    ledger.flush()
    return !wasSyncing && ledger.syncingSince !== null
  }

  private carryOut(effects: Effects): void {
    const { core, ledger, listener, me, onEffects, book } = this.options
    onEffects?.(effects)
    book?.stepped(effects)
    if (effects.writes.length > 0) {
      this.hasWritten = true
      this.position = ledger.append(effects.writes)
      this.marks.push({ ledger: this.position, core: core.position })
    }
    for (const outgoing of effects.afterSync) this.afterSync(() => this.say(outgoing))
    for (const { to, message } of effects.now) if (to !== me.name) this.send(to, message)
    for (const { tag, number } of effects.proposed) listener.onProposed(tag, number)
    for (const { tag, why } of effects.failed) listener.onFailed(tag, why)
    if (effects.passed.length > 0)
      this.passed = this.passed.length === 0 ? effects.passed : [...this.passed, ...effects.passed]
    // Whoever is told something may ask the law, or end this loop.
    if (effects.notices.length > 0) this.carryOutPassed()
    for (const notice of effects.notices) listener.onNotice(notice)
    for (const { tag, atLeast } of effects.confirmed) listener.onConfirmed(tag, atLeast)
    for (const { to, after } of effects.give) this.give(to, after)
  }

  /** The law carries out what has passed, and its citizens are answered. */
  private carryOutPassed(): void {
    const { law, listener } = this.options
    const { passed } = this
    if (passed.length === 0) return
    this.passed = []
    const rolls: RollChange[] = []
    for (const { number, decree } of passed) {
      const ruling = law.apply(number, decree)
      if (ruling === null) continue
      if (ruling.kind === 'readmitted') rolls.push(rollChangeOf(ruling))
      listener.onRuling(number, ruling)
    }
    this.step({ type: 'Applied', upTo: law.number, rolls })
  }

  /** What is held while its batch is synced waits for the Synced event of this turn, and nothing overtakes it. */
  private afterSync(act: () => void): void {
    if (this.held.length === 0 && this.position <= this.synced) act()
    else this.held.push({ position: this.position, act })
  }

  private release(): void {
    let count = 0
    for (const { position, act } of this.held) {
      if (position > this.synced) break
      act()
      count += 1
    }
    this.held.splice(0, count)
  }

  /** A priest's own promise and vote come to it as anyone's do, once its own ledger holds them. */
  private say({ to, message }: Outgoing<Bound>): void {
    const { me, book } = this.options
    if (to !== me.name) return this.send(to, message)
    book?.sent(to, message)
    this.events.push({ type: 'Received', from: me, message })
  }

  private send(to: Name, message: Message): void {
    this.options.book?.sent(to, message)
    this.options.speaker.send(to, message)
  }

  /** One page at a time for each peer, and none while it has not taken the one before: it asks again (P20, P32). */
  private give(to: Name, after: number): void {
    const { ledger, speaker, core, listener } = this.options
    if (this.giving.has(to) || speaker.bufferedBytes(to) > PAGE_BYTES) return
    this.giving.add(to)
    this.afterSync(() =>
      ledger.read(after, PAGE_BYTES, (run, unreadable) => {
        this.giving.delete(to)
        if (this.stopped) return
        if (unreadable !== null) listener.onUnreadable(unreadable)
        const decrees = run.decrees.slice(0, PAGE_DECREES)
        this.send(to, { type: 'Page', from: run.from, decrees, passedTo: core.passedTo })
        this.schedule()
      }),
    )
  }

  private scheduleTick(): void {
    const isQuiet = this.quietTicks >= QUIET_TICKS && this.options.core.hearsPresident !== null
    this.tickMs = isQuiet ? QUIET_TICK_MS : TICK_MS
    this.cancelTick = this.options.clock.after(this.tickMs, () =>
      this.guarded(() => {
        this.tick()
        this.schedule()
        this.scheduleTick()
      }),
    )
  }

  private tick(): void {
    const { clock, chance, ledger, listener } = this.options
    const now = clock.now()
    const lateMs = Math.max(0, now - this.lastTickAt - this.tickMs)
    this.lastTickAt = now
    this.quietTicks += 1
    const stalledMs = ledger.syncingSince === null ? 0 : now - ledger.syncingSince
    this.step({ type: 'Tick', chance: chance(), lateMs, stalledMs })
    this.carryOutPassed()
    listener.onTick(now)
  }
}

const isBeat = (event: Event): boolean =>
  event.type === 'Received' && (event.message.type === 'Beat' || event.message.type === 'BeatAnswer')
