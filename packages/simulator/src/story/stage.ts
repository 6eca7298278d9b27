import {
  type Chronicle,
  decreeText,
  type Effects,
  type Event,
  type Message,
  messageText,
  type Name,
  noticeText,
  recordText,
} from '@paxon/synod'
import type { Chance } from '../chance.js'
import { Messengers } from '../messengers.js'
import type { StoryEvent } from './events.js'
import { PriestOnStage, rollOf } from './priest-on-stage.js'

interface Letter {
  readonly from: PriestOnStage
  readonly to: PriestOnStage
  readonly message: Message
}

/** Of these a story says nothing: they are how a president is picked and kept, and the lot picks it here. */
const UNTOLD: ReadonlySet<Message['type']> = new Set(['Ask', 'AskAnswer', 'Beat', 'BeatAnswer'])

export interface StageOptions {
  readonly names: readonly Name[]
  readonly chronicle: Chronicle
  readonly tell: (event: StoryEvent) => void
  /** How likely a messenger is to lose a letter; as likely it repeats it, or lets others overtake it. */
  readonly unreliable: number
  readonly chance: Chance
}

/**
 * The chamber of a story: it carries out what the legislators' steps ask for, as the loop of a priest does. Each write is
 * synced at once. Letters go by the simulator's messengers; reliable ones bring them in the order in which they were sent.
 * Those to the absent are lost.
 */
export class Stage {
  /** Monotonic ms, the same for all. */
  now = 0
  readonly priests: ReadonlyMap<Name, PriestOnStage>
  /** Those who hear a BeginBallot and do not vote. */
  noVoters: ReadonlySet<Name> = new Set()
  /** What became of the petition in hand. */
  petition: { readonly decree: Uint8Array; number: number | null } | null = null
  private readonly options: StageOptions
  private readonly messengers: Messengers
  private readonly letters: Letter[] = []
  /** What a messenger has yet to bring: it does when nothing else is on its way. */
  private readonly late: (() => void)[] = []
  private isQuiet = false

  constructor(options: StageOptions) {
    const roll = rollOf(options.names)
    const { unreliable, chance } = options
    const plan = { lose: unreliable, repeat: unreliable, delay: unreliable, delayMs: 0 }
    this.options = options
    this.messengers = new Messengers({ after: (_, bring) => this.bringLate(bring) }, plan, chance)
    this.priests = new Map(roll.map((seat) => [seat.name, new PriestOnStage(seat, roll)]))
  }

  priest(name: Name): PriestOnStage {
    const priest = this.priests.get(name)
    if (priest === undefined) throw new RangeError(`there is no ${name} in this story`)
    return priest
  }

  quietly(act: () => void): void {
    const before = this.isQuiet
    this.isQuiet = true
    act()
    this.isQuiet = before
  }

  private bringLate(bring: () => void): () => void {
    this.late.push(bring)
    return () => {}
  }

  /** All come in anew, shake hands, and wait with patience for a president. */
  enterAll(): void {
    this.loseAll()
    for (const priest of this.priests.values()) priest.enter(this.now)
    for (const one of this.priests.values()) {
      for (const other of this.priests.values())
        if (one !== other)
          this.step(one, { type: 'PeerMet', peer: other.seat, remembers: 0, remembersBefore: 0, remembersLater: false })
      this.tick(one, PATIENT)
    }
  }

  leave(name: Name): void {
    const priest = this.priest(name)
    priest.leave()
    this.options.chronicle.stopped(name)
  }

  tick(priest: PriestOnStage, chance: number): void {
    this.step(priest, { type: 'Tick', chance, lateMs: 0, stalledMs: 0 })
  }

  /** All that a story tells of arrives, until nothing is on its way. */
  deliverAll(): void {
    do {
      for (let letter = this.letters.shift(); letter !== undefined; letter = this.letters.shift()) {
        if (!UNTOLD.has(letter.message.type)) this.arrive(letter)
      }
      this.late.shift()?.()
    } while (this.letters.length > 0)
  }

  /** In place of how a president is picked (section 3.3.1): to whom asks, all others answer that they hear nobody. */
  answerAsks(asker: PriestOnStage): void {
    const ask = this.letters.find(({ from, message }) => from === asker && message.type === 'Ask')?.message
    this.loseAll()
    if (ask?.type !== 'Ask') return
    for (const { seat, core } of this.priests.values()) {
      if (seat === asker.seat || core === null) continue
      const { nextBal: promised, heldTo } = core
      const answer: Message = { type: 'AskAnswer', round: ask.round, role: 'legislator', hears: null, promised, heldTo }
      this.step(asker, { type: 'Received', from: seat, message: answer })
    }
  }

  /** Untold: beats go to and fro, so that a president knows who is there; all else that is on its way is lost. */
  exchangeBeats(president: PriestOnStage): void {
    this.quietly(() => {
      this.tick(president, 0)
      for (const type of ['Beat', 'BeatAnswer']) {
        const wanted = this.letters.filter(({ message }) => message.type === type)
        this.loseAll()
        for (const letter of wanted) this.arrive(letter)
      }
      this.loseAll()
    })
  }

  /** Whatever is on its way is lost. */
  loseAll(): void {
    this.letters.length = 0
    this.late.length = 0
  }

  step(priest: PriestOnStage, event: Event): void {
    const { core } = priest
    if (core !== null) this.carryOut(priest, core.step(event, this.now))
  }

  private arrive({ from, to, message }: Letter): void {
    if (to.core === null) return
    const { name } = to.seat
    const text = messageText(message)
    if (message.type === 'BeginBallot' && this.noVoters.has(name))
      return this.tell({ event: 'votes no', priest: name, text })
    this.tell({ event: 'hears', priest: name, from: from.seat.name, type: message.type, text })
    this.options.chronicle.heard(name, from.seat.name, message)
    this.step(to, { type: 'Received', from: from.seat, message })
  }

  private carryOut(priest: PriestOnStage, effects: Effects): void {
    const { chronicle } = this.options
    const { name } = priest.seat
    for (const notice of effects.notices) this.tell({ event: 'notices', priest: name, text: noticeText(notice) })
    for (const { number } of effects.proposed) if (this.petition !== null) this.petition.number = number
    this.say(priest, effects.now)
    for (const { number, decree } of effects.passed) {
      priest.law.push(decree)
      chronicle.tookAsPassed(name, number, decree)
      this.tell({ event: 'passed', priest: name, number, decree: decreeText(decree) })
    }
    if (effects.writes.length > 0) {
      const synced = priest.write(effects.writes)
      for (const record of effects.writes) {
        chronicle.durable(name, record)
        this.tell({ event: 'writes', priest: name, text: recordText(record) })
      }
      this.step(priest, synced)
    }
    this.say(priest, effects.afterSync)
    for (const { to, after } of effects.give) this.give(priest, to, after)
    if (effects.passed.length > 0) this.step(priest, { type: 'Applied', upTo: priest.law.length, rolls: [] })
  }

  private say(priest: PriestOnStage, said: readonly { readonly to: Name; readonly message: Message }[]): void {
    const { name } = priest.seat
    const groups: { readonly to: string[]; readonly text: string }[] = []
    const lost: StoryEvent[] = []
    for (const { to, message } of said) {
      this.options.chronicle.said(name, message)
      const isSent = this.send({ from: priest, to: this.priest(to), message })
      if (UNTOLD.has(message.type)) continue
      const text = messageText(message)
      if (!isSent) lost.push({ event: 'loses', from: name, to, text })
      const last = groups[groups.length - 1]
      if (last?.text === text) last.to.push(to)
      else groups.push({ to: [to], text })
    }
    for (const { to, text } of groups) this.tell({ event: 'says', priest: name, to, text })
    for (const event of lost) this.tell(event)
  }

  /** To itself, and what a story does not tell of, goes without a messenger. @returns false when it is lost */
  private send(letter: Letter): boolean {
    const onTheWay = () => this.letters.length + this.late.length
    const before = onTheWay()
    const arrives = (arrived: Letter) => void this.letters.push(arrived)
    if (letter.from === letter.to || UNTOLD.has(letter.message.type)) arrives(letter)
    else this.messengers.carry(letter, arrives)
    return onTheWay() > before
  }

  private give(priest: PriestOnStage, to: Name, after: number): void {
    const { core, law } = priest
    if (core === null) return
    const message: Message = { type: 'Page', from: after + 1, decrees: law.slice(after), passedTo: core.passedTo }
    this.say(priest, [{ to, message }])
  }

  private tell(event: StoryEvent): void {
    if (!this.isQuiet) this.options.tell(event)
  }
}

/** The chance of one who waits longest before it asks for a president. */
const PATIENT = 0.99
