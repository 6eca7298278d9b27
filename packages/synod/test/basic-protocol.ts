import {
  type Ballot,
  type BallotOnRecord,
  compareBallots,
  type Decree,
  type LastVoteOnRecord,
  type MessageOnRecord,
  maxVote,
  nameOf,
  type PriestOnRecord,
  type SlipOnRecord,
  type SynodOnRecord,
  sameBallot,
} from '../src/index.js'
import { decreeOf } from './tale.js'

type Ledger = { -readonly [K in keyof PriestOnRecord]: PriestOnRecord[K] }
type OnRecord = BallotOnRecord & { readonly voters: Set<string> }
type Action = () => void
/** In place of sending what was sent before. */
const SAID: Action = () => {}

const NAMES = ['alpha', 'beta', 'gamma'].map(nameOf)
/** One choice of so many disturbs: a new ballot is tried, or slips are lost. */
const DISTURBED = 20
/** No priest tries more ballots. */
const ROUNDS_MAX = 3

/**
 * The basic protocol of the paper's appendix, action by action, with everything that is enabled to choose from: messages may
 * arrive in any order, often or never. It is what I1 to I7 are proved for, and shares no line with the core.
 */
export class BasicProtocol implements SynodOnRecord {
  readonly ballots: OnRecord[] = []
  readonly priests: Ledger[] = NAMES.map((name) => ({
    name,
    lastTried: null,
    nextBal: null,
    prevVote: null,
    outcome: null,
    slip: { status: 'idle' },
  }))
  readonly messages: MessageOnRecord[] = []
  private readonly sent = new Set<string>()
  readonly owner = (ballot: Ballot): string => ballot.by.name
  readonly isMajority = (priests: ReadonlySet<string>): boolean => 2 * priests.size > NAMES.length

  /**
   * Takes one of the actions that are enabled and change something; seldom one that disturbs.
   * @param choice any whole number from 0
   */
  act(choice: number): void {
    const goingOn = [
      ...this.priests.flatMap((priest) => this.own(priest)),
      ...this.messages.flatMap((message) => this.priests.flatMap((priest) => this.receive(priest, message))),
    ]
    const disturbing = this.priests.flatMap((priest) => this.disturb(priest))
    const isCalm = choice % DISTURBED !== 0 && goingOn.length > 0
    const actions = isCalm || disturbing.length === 0 ? goingOn : disturbing
    actions[Math.floor(choice / DISTURBED) % actions.length]?.()
  }

  /** What a priest may do by itself. */
  private own(p: Ledger): Action[] {
    const actions: Action[] = []
    const { lastTried, slip, nextBal, prevVote } = p
    if (slip.status === 'trying' && lastTried !== null) {
      actions.push(this.send({ type: 'NextBallot', ballot: lastTried }))
      const quorum = new Set(slip.prevVotes.map(({ by }) => by))
      if (this.isMajority(quorum)) actions.push(() => this.startPolling(p, lastTried, slip.prevVotes, quorum))
    }
    if (nextBal !== null && compareBallots(nextBal, prevVote?.ballot ?? null) > 0)
      actions.push(this.send({ type: 'LastVote', ballot: nextBal, by: p.name, vote: prevVote }))
    if (slip.status === 'polling' && lastTried !== null) {
      actions.push(this.send({ type: 'BeginBallot', ballot: lastTried, decree: slip.decree }))
      if (p.outcome === null && [...slip.quorum].every((member) => slip.voters.has(member)))
        actions.push(() => {
          p.outcome = slip.decree
        })
    }
    const { outcome } = p
    if (prevVote !== null) actions.push(this.send({ type: 'Voted', ballot: prevVote.ballot, by: p.name }))
    if (outcome !== null) actions.push(this.send({ type: 'Success', decree: outcome }))
    return actions.filter((action) => action !== SAID)
  }

  private disturb(p: Ledger): Action[] {
    const actions: Action[] = []
    if ((p.lastTried?.round ?? 0) < ROUNDS_MAX) actions.push(() => this.tryNewBallot(p))
    if (p.slip.status !== 'idle') actions.push(() => this.note(p, { status: 'idle' }))
    return actions
  }

  private tryNewBallot(p: Ledger): void {
    const round = (p.lastTried?.round ?? 0) + 1
    p.lastTried = { round, by: { name: nameOf(p.name), incarnation: 1 } }
    p.slip = { status: 'trying', prevVotes: [] }
  }

  private startPolling(p: Ledger, ballot: Ballot, prevVotes: readonly LastVoteOnRecord[], quorum: Set<string>): void {
    const votes = prevVotes.flatMap(({ vote }) => vote ?? [])
    const [latest] = votes.sort((a, b) => compareBallots(b.ballot, a.ballot))
    const decree = latest?.decree ?? ownDecree(ballot)
    p.slip = { status: 'polling', prevVotes, quorum, voters: new Set(), decree }
    this.ballots.push({ ballot, decree, quorum, voters: new Set() })
  }

  private receive(p: Ledger, message: MessageOnRecord): Action[] {
    const { lastTried, slip } = p
    switch (message.type) {
      case 'NextBallot':
        if (compareBallots(message.ballot, p.nextBal) <= 0) return []
        return [
          () => {
            p.nextBal = message.ballot
          },
        ]
      case 'LastVote':
        if (slip.status !== 'trying' || !sameBallot(message.ballot, lastTried)) return []
        if (slip.prevVotes.some(({ by }) => by === message.by)) return []
        return [() => this.note(p, { status: 'trying', prevVotes: [...slip.prevVotes, message] })]
      case 'BeginBallot':
        if (!sameBallot(message.ballot, p.nextBal) || compareBallots(p.nextBal, p.prevVote?.ballot ?? null) <= 0)
          return []
        return [() => this.vote(p, message.ballot, message.decree)]
      case 'Voted':
        if (slip.status !== 'polling' || !sameBallot(message.ballot, lastTried)) return []
        if (slip.voters.has(message.by)) return []
        return [() => this.note(p, { ...slip, voters: new Set([...slip.voters, message.by]) })]
      case 'Success':
        if (p.outcome !== null) return []
        return [
          () => {
            p.outcome = message.decree
          },
        ]
    }
  }

  private note(p: Ledger, slip: SlipOnRecord): void {
    p.slip = slip
  }

  private vote(p: Ledger, ballot: Ballot, decree: Decree): void {
    p.prevVote = { ballot, decree }
    this.ballots.find((b) => sameBallot(b.ballot, ballot))?.voters.add(p.name)
  }

  /** A message that was sent stays on its way for good. */
  private send(message: MessageOnRecord): Action {
    const text = JSON.stringify(message, (_, part) => (part instanceof Uint8Array ? part.join() : part))
    if (this.sent.has(text)) return SAID
    return () => {
      this.sent.add(text)
      this.messages.push(message)
    }
  }

  /** For tests that look whether a run came far. */
  get votesCast(): number {
    return this.priests.filter(({ name }) => maxVote(null, new Set([name]), this.ballots) !== null).length
  }
}

/** What an author wants that is free to choose: another decree for each ballot. */
const ownDecree = (ballot: Ballot): Decree => decreeOf(`${ballot.by.name}${ballot.round}`)
