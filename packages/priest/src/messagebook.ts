import {
  type Ballot,
  type BeginBallot,
  ballotWords,
  compareBallots,
  type Effects,
  type Founding,
  type Identity,
  type Inscribed,
  type Legislator,
  type LegislatorCore,
  legislatorText,
  type Message,
  type Name,
  type Run,
  type VoteRun,
} from '@paxon/synod'
import { BookDecrees, type BookForm } from './book-decrees.js'
import type { BookFile } from './book-file.js'
import { BookLines, type Mark } from './book-lines.js'
import { gatherWords, isTold, lineType } from './book-words.js'
import { OwnBallot } from './own-ballot.js'
import { OwnVotes } from './own-votes.js'

export interface MessagebookOptions {
  readonly file: BookFile
  readonly form: BookForm
  readonly founding: Founding
  readonly inscribed: Inscribed
  /** The ledger's start counter: where it goes on by one, the book has all lives. */
  readonly start: number
  readonly core: Pick<LegislatorCore, 'me' | 'nextBal' | 'lastTried' | 'passedTo' | 'roll' | 'learnerBecause'>
  /** The book can be written no more, and ends here. */
  readonly onFailed: (error: Error) => void
}

/** Whose line it is. */
interface Way {
  readonly dir: 'sent' | 'received'
  readonly from: string
  readonly to: string
}

/**
 * The messagebook of one priest (PAPER 4; its form is in docs/MESSAGEBOOK.md): what it hears before its ledger or another priest
 * has anything that came of it, what it says before the socket has it. Lines gather to the end of the loop's turn.
 */
export class Messagebook {
  private readonly options: MessagebookOptions
  private readonly lines = new BookLines()
  private readonly decrees: BookDecrees
  private readonly votes: OwnVotes
  private readonly ballot = new OwnBallot()
  /** On whose LastVotes the ballot in hand rests. */
  private quorum: readonly Legislator[] = []
  private seq: number
  /** When the lines that are gathered began to be. */
  private at = 0
  /** Nothing is written any more. */
  private hasEnded = false
  private isClosed = false
  private isSaid = false
  /** What was said last: to several the same is put into words once. */
  private last: { readonly said: object; readonly from: Mark; readonly to: Mark } | null = null

  constructor(options: MessagebookOptions) {
    this.options = options
    this.decrees = new BookDecrees(options.form, options.founding.law.name)
    this.votes = new OwnVotes(options.inscribed)
    this.seq = options.file.seq
    this.entered()
  }

  /** Before the core has it. */
  received(from: Identity, message: Message): void {
    const { me, nextBal } = this.options.core
    const way: Way = { dir: 'received', from: legislatorText(from), to: legislatorText(me) }
    this.message(way, message)
    if (!('upTo' in message)) return
    // A beat below what is promised is refused, whatever else it says.
    if (message.type === 'Beat' && compareBallots(message.ballot, nextBal) < 0) return
    const news = this.votes.hear(message.ballot, message.upTo)
    if (message.type === 'Success' || (news !== null && message.upTo > 0))
      this.success(way, message.ballot, message.upTo, news ?? [])
  }

  /** What it says rests on is durable, and the socket has not had it. To this priest itself: its own promise or vote. */
  sent(to: Name, message: Message): void {
    const me = legislatorText(this.options.core.me)
    if (to !== this.options.core.me.name) this.isSaid = true
    const way: Way = { dir: 'sent', from: me, to: to === this.options.core.me.name ? me : this.seated(to) }
    if (message.type === 'BeginBallot') this.ballot.begin(to, message)
    this.message(way, message)
    if (!('upTo' in message)) return
    const news = this.ballot.say(to, message.ballot, message.upTo)
    if (message.type === 'Success' || news !== null) this.success(way, message.ballot, message.upTo, news ?? [])
  }

  /** What a step of the core comes to, before it is carried out. */
  stepped({ writes, passed }: Pick<Effects, 'writes' | 'passed'>): void {
    for (const record of writes) {
      this.votes.wrote(record)
      if (record.type === 'Begun') this.quorum = record.quorum
      if (record.type === 'Voted' && record.ballot.by.name === this.options.core.me.name) this.began(record)
    }
    for (const { ballot, runs, upTo } of this.votes.hold(passed)) this.success(this.toItself, ballot, upTo, runs)
  }

  /** A president asks itself to vote too (PAPER 2), though no message is made of it: of a parliament of one nobody else is asked. */
  private began({ ballot, from, decrees }: VoteRun): void {
    const message: BeginBallot = { type: 'BeginBallot', ballot, quorum: this.quorum, upTo: 0, from, decrees }
    this.message(this.toItself, message)
  }

  /** Whether something was said to another since the last flush: it is to be written before the socket has it. */
  get hasSaid(): boolean {
    return this.isSaid
  }

  /** What has gathered is written. */
  flush(): void {
    this.isSaid = false
    if (this.lines.length === 0) return
    this.last = null
    const lines = this.lines.take()
    if (this.hasEnded) return
    try {
      this.options.file.append(lines)
    } catch (error) {
      this.hasEnded = true
      this.options.onFailed(error instanceof Error ? error : new Error(String(error)))
    }
  }

  /** May be called again; nothing is written after it, into whatever has the file's descriptor then. */
  close(): void {
    this.flush()
    this.hasEnded = true
    if (this.isClosed) return
    this.isClosed = true
    this.options.file.close()
  }

  private entered(): void {
    const { founding, core, start } = this.options
    const { parliament, alpha } = founding
    const { me, lastTried, nextBal, passedTo } = core
    const roll = JSON.stringify(core.roll.map(legislatorText))
    this.lines.ascii(
      `${this.head()},"dir":"sent","type":"Entered","parliament":"${parliament}","birth":"${me.birth}","start":${start},"learner":${core.learnerBecause !== null},"roll":${roll},"alpha":${alpha},"lastTried":${ballotWords(lastTried)},"nextBal":${ballotWords(nextBal)},"passedTo":${passedTo}}\n`,
    )
    this.flush()
  }

  private message(way: Way, message: Message): void {
    if (!isTold(message)) return
    this.line(way, message, () => {
      const ballot = message.type === 'Page' ? null : message.ballot
      this.lines.ascii(`,"type":"${lineType(message)}","ballot":${ballotWords(ballot)}`)
      gatherWords(this.lines, message, this.decrees)
    })
  }

  private success(way: Way, ballot: Ballot | null, upTo: number, runs: readonly Run[]): void {
    // The same runs are news of the same ballot and number.
    this.line(way, runs, () => {
      this.lines.ascii(`,"type":"Success","ballot":${ballotWords(ballot)},"upTo":${upTo},"decrees":`)
      this.decrees.pairs(this.lines, runs)
    })
  }

  /** @param said is known again by it */
  private line({ dir, from, to }: Way, said: object, gather: () => void): void {
    const { lines, last } = this
    lines.ascii(`${this.head()},"dir":"${dir}","from":"${from}","to":"${to}"`)
    if (last !== null && last.said === said && lines.again(last.from, last.to)) return
    const begin = lines.mark()
    gather()
    lines.ascii('}\n')
    this.last = { said, from: begin, to: lines.mark() }
  }

  private head(): string {
    if (this.lines.length === 0) this.at = this.options.file.at()
    this.seq += 1
    return `{"v":1,"seq":${this.seq},"at":${this.at},"me":"${legislatorText(this.options.core.me)}"`
  }

  private get toItself(): Way {
    const me = legislatorText(this.options.core.me)
    return { dir: 'sent', from: me, to: me }
  }

  /** A peer by its name, with the incarnation that the roll gives it. */
  private seated(name: Name): string {
    const seat = this.options.core.roll.find((one) => one.name === name)
    return seat === undefined ? name : legislatorText(seat)
  }
}
