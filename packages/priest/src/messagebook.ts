import {
  type Ballot,
  type BeginBallot,
  compareBallots,
  type Decree,
  type Effects,
  type Founding,
  type Identity,
  type Inscribed,
  type Legislator,
  type LegislatorCore,
  legislatorText,
  type Message,
  type Name,
  type VoteRun,
} from '@paxon/synod'
import type { BookFile } from './book-file.js'
import { type BookForm, ballotWords, type DecreeWords, decreeWords, messageWords, pairsWords } from './book-words.js'
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

type Pairs = readonly (readonly [number: number, decree: Decree])[]

const samePairs = (a: Pairs, b: Pairs): boolean =>
  a.length === b.length && a.every(([number, decree], i) => b[i]?.[0] === number && b[i]?.[1] === decree)

/**
 * The messagebook of one priest (PAPER 4; its form is in docs/MESSAGEBOOK.md): what it hears before it acts on it, what it says
 * before the socket has it. Lines gather to the end of the loop's turn.
 */
export class Messagebook {
  private readonly options: MessagebookOptions
  private readonly words: DecreeWords
  private readonly votes: OwnVotes
  private readonly ballot = new OwnBallot()
  /** On whose LastVotes the ballot in hand rests. */
  private quorum: readonly Legislator[] = []
  private gathered = ''
  private seq: number
  private isFailed = false
  private lastPairs: { readonly decrees: Pairs; readonly words: string } | null = null
  /** A message to several is put into words once. */
  private lastWords: { readonly message: Message; readonly words: string | null } | null = null

  constructor(options: MessagebookOptions) {
    this.options = options
    this.words = decreeWords(options.form, options.founding.law.name)
    this.votes = new OwnVotes(options.inscribed)
    this.seq = options.file.seq
    this.entered()
  }

  /** Before the core has it. */
  received(from: Identity, message: Message): void {
    const { me, nextBal } = this.options.core
    const words = this.wordsOf(message)
    if (words !== null) this.line('received', legislatorText(from), legislatorText(me), message, words)
    if (!('upTo' in message)) return
    // A beat below what is promised is refused, whatever else it says.
    if (message.type === 'Beat' && compareBallots(message.ballot, nextBal) < 0) return
    const news = this.votes.hear(message.ballot, message.upTo)
    if (message.type === 'Success' || (news !== null && message.upTo > 0))
      this.success('received', legislatorText(from), legislatorText(me), message.ballot, message.upTo, news ?? [])
  }

  /** What it says rests on is durable, and the socket has not had it. To this priest itself: its own promise or vote. */
  sent(to: Name, message: Message): void {
    const me = legislatorText(this.options.core.me)
    const hearer = to === this.options.core.me.name ? me : this.seated(to)
    const words = this.wordsOf(message)
    if (message.type === 'BeginBallot') this.ballot.begin(to, message)
    if (words !== null) this.line('sent', me, hearer, message, words)
    if (!('upTo' in message)) return
    const news = this.ballot.say(to, message.ballot, message.upTo)
    if (message.type === 'Success' || news !== null)
      this.success('sent', me, hearer, message.ballot, message.upTo, news ?? [])
  }

  /** What a step of the core comes to, before it is carried out. */
  stepped({ writes, passed }: Effects): void {
    const me = legislatorText(this.options.core.me)
    for (const record of writes) {
      this.votes.wrote(record)
      if (record.type === 'Begun') this.quorum = record.quorum
      if (record.type === 'Voted' && record.ballot.by.name === this.options.core.me.name) this.began(me, record)
    }
    for (const { ballot, decrees } of this.votes.hold(passed))
      this.success('sent', me, me, ballot, decrees[decrees.length - 1]?.[0] ?? 0, decrees)
  }

  /** A president asks itself to vote too (PAPER 2), though no message is made of it: of a parliament of one nobody else is asked. */
  private began(me: string, { ballot, from, decrees }: VoteRun): void {
    const message: BeginBallot = { type: 'BeginBallot', ballot, quorum: this.quorum, upTo: 0, from, decrees }
    this.line('sent', me, me, message, messageWords(message, this.words) ?? '')
  }

  /** What has gathered is written; called before the socket is given anything. */
  flush(): void {
    if (this.gathered === '') return
    const lines = this.gathered
    this.gathered = ''
    if (this.isFailed) return
    try {
      this.options.file.append(lines)
    } catch (error) {
      this.isFailed = true
      this.options.onFailed(error instanceof Error ? error : new Error(String(error)))
    }
  }

  close(): void {
    this.flush()
    this.options.file.close()
  }

  private entered(): void {
    const { founding, core, start } = this.options
    const { parliament, alpha } = founding
    const { me, lastTried, nextBal, passedTo } = core
    const roll = JSON.stringify(core.roll.map(legislatorText))
    this.gathered += `${this.head()},"type":"Entered","parliament":"${parliament}","birth":"${me.birth}","start":${start},"learner":${core.learnerBecause !== null},"roll":${roll},"alpha":${alpha},"lastTried":${ballotWords(lastTried)},"nextBal":${ballotWords(nextBal)},"passedTo":${passedTo}}\n`
    this.flush()
  }

  private success(
    dir: 'sent' | 'received',
    from: string,
    to: string,
    ballot: Ballot | null,
    upTo: number,
    decrees: Pairs,
  ): void {
    const words = `,"upTo":${upTo},"decrees":${this.pairs(decrees)}`
    this.line(dir, from, to, { type: 'Success', ballot }, words)
  }

  /** What has passed is told to several, and held: the same decrees are put together once. */
  private pairs(decrees: Pairs): string {
    const { lastPairs: last } = this
    if (last === null || !samePairs(last.decrees, decrees))
      this.lastPairs = { decrees, words: pairsWords(decrees, this.words) }
    return this.lastPairs?.words ?? ''
  }

  private line(
    dir: 'sent' | 'received',
    from: string,
    to: string,
    message: { readonly type: string; readonly ballot?: Ballot | null },
    words: string,
  ): void {
    const ballot = ballotWords(message.ballot ?? null)
    this.gathered += `${this.head()},"dir":"${dir}","from":"${from}","to":"${to}","type":"${message.type}","ballot":${ballot}${words}}\n`
  }

  private head(): string {
    this.seq += 1
    return `{"v":1,"seq":${this.seq},"at":${this.options.file.at()},"me":"${legislatorText(this.options.core.me)}"`
  }

  private wordsOf(message: Message): string | null {
    if (this.lastWords?.message !== message) this.lastWords = { message, words: messageWords(message, this.words) }
    return this.lastWords.words
  }

  /** A peer by its name, with the incarnation that the roll gives it. */
  private seated(name: Name): string {
    const seat = this.options.core.roll.find((one) => one.name === name)
    return seat === undefined ? name : legislatorText(seat)
  }
}
