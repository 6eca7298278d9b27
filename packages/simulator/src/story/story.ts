import { ISLAND_NAMES } from '@paxon/god'
import {
  brokenInvariants,
  Chronicle,
  decreeText,
  figureOf,
  legislatorText,
  type Name,
  type SynodOnRecord,
} from '@paxon/synod'
import { Chance } from '../chance.js'
import type { LedgerLine, StoryEvent } from './events.js'
import { ELECTION_MS, type PriestOnStage } from './priest-on-stage.js'
import { Stage } from './stage.js'

export interface StoryOptions {
  /** From 1 to as many as there are names of priests. */
  readonly priests: number
  readonly ballots: number
  /** How likely a priest is to vote in a ballot, 0 to 1; who conducts it always does. */
  readonly voteYes: number
  /** How likely a priest is to be present at a ballot, 0 to 1; who conducts it always is. */
  readonly present: number
  /** How likely a messenger is to lose a letter, to repeat it, to let others overtake it, 0 to 1. */
  readonly unreliable: number
  readonly seed: number
  readonly tell: (event: StoryEvent) => void
}

const PETITIONS = [
  'the olive tax is 3 drachmas a ton',
  'the harbour closes at dusk',
  'no goats in the temple',
  'painting on walls is forbidden',
  'Wednesday is market day',
  'the new aqueduct is to be built',
  'wine is sold by the jar',
  'the fishing fleet sails at dawn',
]
/** How long a president waits until it says Success by itself, and then until the others have noted it, ms. */
const SUCCESS_MS = 25
const NOTED_MS = 75
const STEP_MS = 10
const BEAT_MS = 50
/** In which whoever the lot has fallen on must have stood. */
const WAIT_MS_MAX = 2 * ELECTION_MS

/**
 * The first program, made right: so many priests act out so many ballots under a president drawn by lot, each with some
 * priests absent and some that do not vote. The steps are the real legislator's; the lot only says who stands, who is there,
 * and who lets a BeginBallot lie. The same options tell the same story.
 *
 * @returns whether I1 to I7 held of all that was said and written
 */
export function tellStory(options: StoryOptions): boolean {
  return new Story(options).tell()
}

class Story {
  private readonly options: StoryOptions
  private readonly names: readonly Name[]
  private readonly chance: Chance
  private readonly stage: Stage
  private readonly chronicle: Chronicle

  constructor(options: StoryOptions) {
    this.options = options
    this.names = ISLAND_NAMES.slice(0, options.priests)
    const chance = new Chance(`${options.seed}`)
    this.chance = chance.split('synod')
    this.chronicle = new Chronicle({
      seatOf: (_, legislator) => legislatorText(legislator),
      isMajority: (_, priests) => 2 * priests.size > this.names.length,
    })
    this.stage = new Stage({
      names: this.names,
      chronicle: this.chronicle,
      tell: options.tell,
      unreliable: options.unreliable,
      chance: chance.split('messengers'),
    })
  }

  tell(): boolean {
    const { tell, priests: _, ...settings } = this.options
    tell({ event: 'opens', ...settings, priests: this.names })
    let succeeded = 0
    for (let number = 1; number <= this.options.ballots; number++) if (this.ballot(number)) succeeded += 1
    const synods = this.chronicle.numbers.map((number) => ({ number, synod: this.chronicle.asOf(number) }))
    const broken = synods.flatMap(({ number, synod }) =>
      brokenInvariants(synod).map(({ invariant, text }) => `${invariant} for decree ${number}: ${text}`),
    )
    const figures = synods.map(({ number, synod }) => ({ decree: number, lines: figure(synod) }))
    const fullest = [...this.stage.priests.values()].sort((a, b) => b.law.length - a.law.length)[0]
    tell({ event: 'closes', succeeded, decrees: linesOf(fullest), figures, broken })
    return broken.length === 0
  }

  /** @returns whether the decree that its president was asked for passed */
  private ballot(number: number): boolean {
    const { stage, chance } = this
    const { tell, voteYes, present } = this.options
    const president = chance.pick(this.names)
    const others = this.names.filter((name) => name !== president)
    const isThere = new Set(others.filter(() => chance.is(present)))
    const no = new Set(others.filter(() => !chance.is(voteYes)).filter((name) => isThere.has(name)))
    const absent = others.filter((name) => !isThere.has(name))
    stage.noVoters = no
    stage.petition = { decree: new TextEncoder().encode(chance.pick(PETITIONS)), number: null }
    tell({ event: 'ballot', number, president, present: [president, ...isThere], absent, no: [...no] })

    this.elect(president, absent)
    const leader = stage.priest(president)
    stage.deliverAll()
    this.ask(leader)
    this.finish(leader)
    const succeeded = this.hasPassed(leader)
    const ledgers = Object.fromEntries([...stage.priests.values()].map((priest) => [priest.seat.name, linesOf(priest)]))
    tell({ event: 'ended', number, succeeded, why: succeeded ? null : this.why(leader), ledgers })
    for (const name of this.names) stage.leave(name)
    return succeeded
  }

  /** All come in, and time goes by until the president stands by what the others answer; then the absent leave. */
  private elect(president: Name, absent: readonly Name[]): void {
    const { stage } = this
    stage.quietly(() => {
      stage.now += 2 * ELECTION_MS
      stage.enterAll()
      stage.loseAll()
    })
    const leader = stage.priest(president)
    const before = leader.core?.lastTried ?? null
    for (let waited = 0; leader.core?.lastTried === before; waited += STEP_MS) {
      if (waited > WAIT_MS_MAX) throw new Error(`${president} does not stand`)
      stage.now += STEP_MS
      stage.tick(leader, 0)
      if (leader.core?.lastTried === before) stage.answerAsks(leader)
    }
    for (const name of absent) stage.leave(name)
  }

  /** A citizen asks for a decree once somebody presides who takes petitions. */
  private ask(leader: PriestOnStage): void {
    const { stage } = this
    const { petition } = stage
    if (petition === null || leader.core === null || leader.core.room === 0) return
    this.options.tell({ event: 'petition', priest: leader.seat.name, decree: decreeText(petition.decree) })
    stage.step(leader, { type: 'Petition', petitions: [{ decree: petition.decree, tag: 1 }] })
    stage.deliverAll()
  }

  private hasPassed(leader: PriestOnStage): boolean {
    const number = this.stage.petition?.number ?? null
    return number !== null && (leader.core?.passedTo ?? 0) >= number
  }

  /** Success is told, and noted; or time goes by until the president gives up. */
  private finish(leader: PriestOnStage): void {
    const { stage } = this
    if (!this.hasPassed(leader)) {
      for (let waited = BEAT_MS; waited < ELECTION_MS; waited += BEAT_MS) {
        stage.now += BEAT_MS
        stage.exchangeBeats(leader)
      }
      stage.now += BEAT_MS
      stage.tick(leader, 0)
      stage.deliverAll()
    }
    stage.now += SUCCESS_MS
    stage.tick(leader, 0)
    stage.deliverAll()
    stage.now += NOTED_MS
    for (const priest of stage.priests.values()) stage.tick(priest, 0)
    stage.deliverAll()
  }

  private why({ core }: PriestOnStage): string {
    const number = this.stage.petition?.number ?? null
    if (number === null) return 'too few answered, and no ballot was begun'
    const first = (core?.passedTo ?? 0) + 1
    return first === number
      ? `too few votes came for decree ${number}`
      : `too few votes came for decree ${first}, which is before decree ${number}`
  }
}

const linesOf = (priest: PriestOnStage | undefined): LedgerLine[] =>
  (priest?.law ?? []).map((decree, index) => [index + 1, decreeText(decree)])

const figure = ({ ballots, isMajority }: SynodOnRecord): string[] =>
  figureOf(ballots, { hasSucceeded: ({ voters }) => isMajority(voters) })
