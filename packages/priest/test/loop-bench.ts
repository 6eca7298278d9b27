import { KeyValueLaw, LawBook } from '@paxon/law'
import { MemoryLedger } from '@paxon/ledger'
import {
  birthOf,
  type Event,
  type Founding,
  type Identity,
  LegislatorCore,
  type Message,
  nameOf,
  nothingInscribed,
  type Tag,
} from '@paxon/synod'
import type { BookForm } from '../src/index.js'
import { type LoopListener, PriestLoop } from '../src/index.js'
import { Messagebook } from '../src/messagebook.js'
import { encodeReadmission } from '../src/roll-change.js'

const identity = (name: string, digit: string): Identity => ({
  name: nameOf(name),
  incarnation: 1,
  birth: birthOf(digit.repeat(16)),
})
export const ALPHA = identity('alpha', 'a')
export const BETA = identity('beta', 'b')
const GAMMA = identity('gamma', 'c')
const FOUNDING: Founding = {
  parliament: '0'.repeat(32),
  roll: [ALPHA, BETA, GAMMA].map((seat) => ({ ...seat, weight: 1 })),
  alpha: 8,
  law: { name: 'key-value', version: 1 },
  format: 1,
}
export const BALLOT = { round: 1, by: BETA }

/** The loop of alpha among stubs: calls of the event loop and of timers happen when the test says so. */
export class Bench {
  nowMs = 0
  /** What happens, in order. */
  readonly trace: string[] = []
  readonly said: Message[] = []
  readonly broken: Error[] = []
  /** Bytes that wait for any peer. */
  bufferedBytes = 0
  timers: { readonly due: number; readonly call: () => void }[] = []
  turns: (() => void)[] = []
  syncs: (() => void)[] = []
  onTick: () => void = () => {}
  onTurnEnds: () => void = () => {}
  readonly core: LegislatorCore
  readonly loop: PriestLoop
  readonly ledger: MemoryLedger

  /** What was written in the messagebook. */
  readonly book: string[] = []
  readonly bookErrors: string[] = []
  readonly messagebook: Messagebook | null
  bookCloses = 0
  private bookIsBroken = false

  constructor({ book }: { readonly book?: BookForm } = {}) {
    const clock = {
      now: () => this.nowMs,
      after: (ms: number, call: () => void) => {
        const timer = { due: this.nowMs + ms, call }
        this.timers.push(timer)
        return () => {
          this.timers = this.timers.filter((other) => other !== timer)
        }
      },
    }
    this.ledger = new MemoryLedger({ me: ALPHA, later: (call) => this.syncs.push(call), now: clock.now })
    this.core = new LegislatorCore({
      me: ALPHA,
      founding: FOUNDING,
      inscribed: nothingInscribed(),
      batch: 0,
      lawAt: 0,
      rolls: [],
      encodeReadmission,
      now: 0,
    })
    const { step } = this.core
    this.core.step = (event: Event, now: number) => {
      if (event.type === 'Tick') this.trace.push(`tick late ${event.lateMs}`)
      else this.trace.push(event.type === 'Received' ? `step ${event.message.type}` : `step ${event.type}`)
      return step.call(this.core, event, now)
    }
    const listener: LoopListener = {
      onProposed: () => {},
      onFailed: (tag: Tag, why) => this.trace.push(`failed ${tag} ${why}`),
      onConfirmed: () => {},
      onRuling: (number) => this.trace.push(`ruling ${number}`),
      onNotice: () => {},
      onTurnEnds: () => this.onTurnEnds(),
      onTurnEnded: () => this.trace.push('turn ended'),
      onUnreadable: ({ message }) => this.trace.push(`unreadable: ${message}`),
      onTick: () => this.onTick(),
    }
    this.messagebook = book === undefined ? null : this.openBook(book)
    this.loop = new PriestLoop({
      me: ALPHA,
      core: this.core,
      ledger: this.ledger,
      speaker: {
        send: (to, message) => {
          this.said.push(message)
          this.trace.push(`${message.type} to ${to}`)
        },
        flush: () => this.trace.push('flush'),
        bufferedBytes: () => this.bufferedBytes,
      },
      law: new LawBook(new KeyValueLaw()),
      clock,
      chance: () => 0.5,
      endOfTurn: (call) => this.turns.push(call),
      listener,
      book: this.messagebook,
      onBroken: (error) => this.broken.push(error),
    })
    this.ledger.onSynced = (position, batch) => this.loop.onSynced(position, batch)
    for (const peer of [BETA, GAMMA])
      this.loop.post({ type: 'PeerMet', peer, remembers: 0, remembersBefore: 0, remembersLater: false })
    this.turn()
    this.trace.length = 0
  }

  private openBook(form: BookForm): Messagebook {
    const append = (parts: readonly Uint8Array[]) => {
      if (this.bookIsBroken) throw new Error('no space')
      this.trace.push('book')
      this.book.push(...Buffer.concat(parts).toString().split('\n').slice(0, -1))
    }
    const close = (): void => {
      this.bookCloses += 1
    }
    return new Messagebook({
      file: { seq: 0, at: () => 7, append, close },
      form,
      founding: FOUNDING,
      inscribed: nothingInscribed(),
      start: 1,
      core: this.core,
      onFailed: (error) => this.bookErrors.push(error.message),
    })
  }

  breakBook(): void {
    this.bookIsBroken = true
  }

  /** The lines written since the last call. */
  bookLines(): Record<string, unknown>[] {
    return this.book.splice(0).map((line) => JSON.parse(line))
  }

  /** Beta hands over to alpha, promises and votes: alpha's first olive-day passes, and it says so. */
  preside(): void {
    this.hear({ type: 'Beat', ballot: BALLOT, beat: 1, majority: true, upTo: 0, batch: 0 })
    this.hear({ type: 'Handover', ballot: BALLOT, heldTo: 0 })
    for (let turns = 0; turns < 4; turns++) {
      this.turn()
      this.sync()
    }
    const ballot = this.core.lastTried
    if (ballot === null) throw new Error('alpha does not stand')
    this.hear({ type: 'LastVote', ballot, after: 0, passedTo: 0, from: 1, to: null, votes: [], passed: [] })
    this.turn()
    this.sync()
    this.turn()
    this.hear({ type: 'Voted', ballot, from: 1, to: 1 })
    this.turn()
    this.sync()
    this.turn()
    this.nowMs += 30
    this.fire()
    this.turn()
  }

  hear(message: Message): void {
    this.loop.post({ type: 'Received', from: BETA, message })
  }

  turn(): void {
    for (const call of this.turns.splice(0)) call()
  }

  /** The sync under way ends. */
  sync(): void {
    for (const call of this.syncs.splice(0)) call()
  }

  /** Fires all timers that are due, the process having done nothing until now. */
  fire(): void {
    const due = this.timers.filter((timer) => timer.due <= this.nowMs)
    this.timers = this.timers.filter((timer) => timer.due > this.nowMs)
    for (const timer of due) timer.call()
  }

  taken(): string[] {
    return this.trace.splice(0)
  }
}
