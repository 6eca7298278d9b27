import { type Ballot, ballotText, compareBallots, sameBallot } from './ballot.js'
import type {
  BallotOnRecord,
  LastVoteOnRecord,
  MessageOnRecord,
  PriestOnRecord,
  SlipOnRecord,
  SynodOnRecord,
} from './conditions.js'
import { type Decree, sameDecree, type Vote } from './decree.js'
import { messageText } from './describe.js'
import type { LastVote, Message, Voted } from './messages.js'
import type { Legislator } from './names.js'
import type { LedgerRecord } from './records.js'

type OnRecord = BallotOnRecord & { readonly voters: Set<string> }

/** The ballot in hand, as its author's slips have it: whatever it heard of that ballot. */
interface InHand {
  readonly ballot: Ballot
  readonly lastVotes: Map<string, { readonly by: string; readonly page: LastVote }>
  readonly voted: { readonly by: string; readonly said: Voted }[]
}

interface Known {
  readonly name: string
  lastTried: Ballot | null
  nextBal: Ballot | null
  readonly prevVotes: Map<number, Vote>
  readonly outcomes: Map<number, Decree>
  /** The last quorum that it noted, and of which ballot. */
  noted: { readonly ballot: Ballot; readonly quorum: readonly Legislator[] } | null
  /** The highest ballot that it ever had in hand. */
  takenUp: Ballot | null
  inHand: InHand | null
}

export interface ChronicleOptions {
  /** As whom the chronicle knows this legislator, on the roll of this number. */
  readonly seatOf: (number: number, legislator: Legislator) => string
  /** Whether these are a majority of the roll of this number. */
  readonly isMajority: (number: number, priests: ReadonlySet<string>) => boolean
}

/**
 * Writes down what a parliament says, hears and keeps, as somebody who sees everything, and gives it back for one decree
 * number as the paper's appendix speaks of it. It believes what it is told and judges nothing: the predicates of
 * conditions.ts do. Priests are named by any text; a ledger that was lost makes another priest.
 */
export class Chronicle {
  private readonly options: ChronicleOptions
  private readonly known = new Map<string, Known>()
  private readonly ballots = new Map<number, OnRecord[]>()
  private readonly owners = new Map<string, string>()
  private readonly sent = new Map<string, { readonly by: string; readonly message: Message }>()

  constructor(options: ChronicleOptions) {
    this.options = options
  }

  /** The numbers for which a ballot was begun. */
  get numbers(): number[] {
    return [...this.ballots.keys()].sort((a, b) => a - b)
  }

  /** The ballots begun for this number, in their order. */
  ballotsOf(number: number): BallotOnRecord[] {
    return [...(this.ballots.get(number) ?? [])].sort((a, b) => compareBallots(a.ballot, b.ballot))
  }

  /** A message leaves a priest, for others or for itself. */
  said(by: string, message: Message): void {
    const p = this.priest(by)
    switch (message.type) {
      case 'NextBallot':
        // One that waited for a sync may leave when its ballot has been given up: no ballot is taken in hand twice.
        if (compareBallots(message.ballot, p.takenUp) > 0) {
          p.takenUp = message.ballot
          p.inHand = { ballot: message.ballot, lastVotes: new Map(), voted: [] }
        }
        break
      case 'BeginBallot':
        this.begun(message.ballot, message.from, message.decrees, message.quorum)
        this.saidPassed(p, message.ballot, message.upTo)
        break
      case 'Success':
      case 'Beat':
        this.saidPassed(p, message.ballot, message.upTo)
        return
      case 'Failed':
        if (sameBallot(p.inHand?.ballot ?? null, message.ballot)) p.inHand = null
        return
      case 'LastVote':
      case 'Voted':
        break
      default:
        return
    }
    this.sent.set(`${by} ${messageText(message)}`, { by, message })
  }

  /** A message reaches a priest. */
  heard(to: string, from: string, message: Message): void {
    const { inHand } = this.priest(to)
    if (inHand === null || (message.type !== 'LastVote' && message.type !== 'Voted')) return
    if (!sameBallot(message.ballot, inHand.ballot)) return
    if (message.type === 'Voted') inHand.voted.push({ by: from, said: message })
    else inHand.lastVotes.set(`${from} ${messageText(message)}`, { by: from, page: message })
  }

  /** A record of this priest's ledger is durable. */
  durable(by: string, record: LedgerRecord): void {
    const p = this.priest(by)
    switch (record.type) {
      case 'LastTried':
        p.lastTried = record.ballot
        if (!this.owners.has(ballotText(record.ballot))) this.owners.set(ballotText(record.ballot), by)
        return
      case 'NextBal':
        p.nextBal = record.ballot
        return
      case 'Begun':
        p.noted = record
        return
      case 'Voted':
        p.nextBal = record.ballot
        // Where nobody else was told, the author's own ledger alone says that the ballot was begun.
        if (p.noted !== null && sameBallot(p.noted.ballot, record.ballot))
          this.begun(record.ballot, record.from, record.decrees, p.noted.quorum)
        for (const [place, decree] of record.decrees.entries())
          this.voted(p, record.from + place, { ballot: record.ballot, decree })
        return
      case 'Learnt':
        for (const [place, decree] of record.decrees.entries()) p.outcomes.set(record.from + place, decree)
        return
      default:
    }
  }

  /** The priest hands a decree to its law. */
  tookAsPassed(by: string, number: number, decree: Decree): void {
    this.priest(by).outcomes.set(number, decree)
  }

  /** The priest has left the chamber: its slips are lost. */
  stopped(by: string): void {
    this.priest(by).inHand = null
  }

  /** All of it for one number. */
  asOf(number: number): SynodOnRecord {
    const ballots = this.ballotsOf(number)
    return {
      ballots,
      priests: [...this.known.values()].map((p) => this.priestAsOf(p, number)),
      messages: [...this.sent.values()].flatMap(({ by, message }) => messagesFor(number, by, message)),
      owner: (ballot) => this.owners.get(ballotText(ballot)) ?? null,
      isMajority: (priests) => this.options.isMajority(number, priests),
    }
  }

  private priestAsOf(p: Known, number: number): PriestOnRecord {
    return {
      name: p.name,
      lastTried: p.lastTried,
      nextBal: p.nextBal,
      prevVote: p.prevVotes.get(number) ?? null,
      outcome: p.outcomes.get(number) ?? null,
      slip: this.slipOf(p, number),
    }
  }

  private slipOf({ inHand }: Known, number: number): SlipOnRecord {
    if (inHand === null) return { status: 'idle' }
    const prevVotes = [...inHand.lastVotes.values()].flatMap(({ by, page }) => lastVoteFor(number, by, page))
    const begun = this.ballots.get(number)?.find(({ ballot }) => sameBallot(ballot, inHand.ballot))
    if (begun === undefined) return { status: 'trying', prevVotes }
    const voters = inHand.voted.filter(({ said }) => said.from <= number && number <= said.to).map(({ by }) => by)
    return { status: 'polling', prevVotes, quorum: begun.quorum, voters: new Set(voters), decree: begun.decree }
  }

  /** A ballot of the same number with another decree or quorum is another ballot: B1 says so. */
  private begun(ballot: Ballot, from: number, decrees: readonly Decree[], quorum: readonly Legislator[]): void {
    for (const [place, decree] of decrees.entries()) {
      const number = from + place
      const members = new Set(quorum.map((member) => this.options.seatOf(number, member)))
      const ballots = this.ballots.get(number) ?? []
      this.ballots.set(number, ballots)
      const isKnown = ballots.some(
        (b) => sameBallot(b.ballot, ballot) && sameDecree(b.decree, decree) && sameSet(b.quorum, members),
      )
      if (!isKnown) ballots.push({ ballot, decree, quorum: members, voters: new Set() })
    }
  }

  private voted(p: Known, number: number, vote: Vote): void {
    p.prevVotes.set(number, vote)
    this.ballots
      .get(number)
      ?.find(({ ballot }) => sameBallot(ballot, vote.ballot))
      ?.voters.add(p.name)
  }

  /** "Passed up to n, said in ballot b": who says it has taken as passed what it proposed in b. */
  private saidPassed(p: Known, ballot: Ballot, upTo: number): void {
    for (const [number, ballots] of this.ballots) {
      if (number > upTo || p.outcomes.has(number)) continue
      const begun = ballots.find((b) => sameBallot(b.ballot, ballot))
      if (begun !== undefined) p.outcomes.set(number, begun.decree)
    }
  }

  private priest(name: string): Known {
    const known = this.known.get(name)
    if (known !== undefined) return known
    const fresh: Known = {
      name,
      lastTried: null,
      nextBal: null,
      prevVotes: new Map(),
      outcomes: new Map(),
      noted: null,
      takenUp: null,
      inHand: null,
    }
    this.known.set(name, fresh)
    return fresh
  }
}

/** What a message of the parliament says for one number, in the messages of the basic protocol. */
function messagesFor(number: number, by: string, message: Message): MessageOnRecord[] {
  switch (message.type) {
    case 'NextBallot':
      return message.after < number ? [{ type: 'NextBallot', ballot: message.ballot }] : []
    case 'LastVote':
      return lastVoteFor(number, by, message).map((of) => ({ type: 'LastVote', ballot: message.ballot, ...of }))
    case 'BeginBallot': {
      const decree = message.decrees[number - message.from]
      return decree === undefined ? [] : [{ type: 'BeginBallot', ballot: message.ballot, decree }]
    }
    case 'Voted':
      return message.from <= number && number <= message.to ? [{ type: 'Voted', ballot: message.ballot, by }] : []
    default:
      return []
  }
}

/** Nothing where the page does not speak for the number, or says that it has passed. */
function lastVoteFor(number: number, by: string, page: LastVote): LastVoteOnRecord[] {
  if (number < page.from || (page.to !== null && number > page.to) || number <= page.passedTo) return []
  if (page.passed.some((run) => run.decrees[number - run.from] !== undefined)) return []
  for (const { ballot, from, decrees } of page.votes) {
    const decree = decrees[number - from]
    if (decree !== undefined) return [{ by, vote: { ballot, decree } }]
  }
  return [{ by, vote: null }]
}

const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((one) => b.has(one))
