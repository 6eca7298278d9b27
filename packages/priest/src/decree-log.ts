import { ballotText, type Effects, type Tag } from '@paxon/synod'
import type { Log } from './log.js'

/** The life of each decree by its number, a line for each thing that happens to it, at `debug`. Never its content. */
export class DecreeLog {
  private readonly log: Log
  /** Petitions of citizens that were proposed here. */
  private readonly asked = new Map<number, Tag>()
  private readonly numbers = new Map<Tag, number>()
  private begunIn = ''
  /** The highest number begun in that ballot: what is repeated is not told again. */
  private begunTo = 0

  constructor(log: Log) {
    this.log = log
  }

  see({ proposed, now, writes, failed, passed }: Effects): void {
    for (const { tag, number } of proposed) this.proposed(tag, number)
    for (const { message } of now) {
      if (message.type === 'BeginBallot') this.begun(ballotText(message.ballot), message.from, message.decrees.length)
    }
    for (const record of writes) {
      if (record.type === 'Voted') this.each('voted', record.from, record.decrees.length, ballotText(record.ballot))
      if (record.type === 'Learnt') this.each('learnt', record.from, record.decrees.length, null)
    }
    for (const { tag, why } of failed) this.failed(tag, why)
    for (const { number } of passed) this.passed(number)
  }

  private proposed(tag: Tag, number: number): void {
    this.numbers.set(tag, number)
    this.asked.set(number, tag)
    this.tell('proposed', number, null)
  }

  private begun(ballot: string, from: number, count: number): void {
    if (ballot !== this.begunIn) this.begunTo = 0
    this.begunIn = ballot
    const first = Math.max(from, this.begunTo + 1)
    this.begunTo = Math.max(this.begunTo, from + count - 1)
    this.each('begun', first, from + count - first, ballot)
  }

  private failed(tag: Tag, why: string): void {
    const number = this.numbers.get(tag)
    if (number === undefined) return
    this.forget(number, tag)
    this.log.debug({ event: 'failed', decree: number, why }, `decree ${number} is ${why}`)
  }

  private passed(number: number): void {
    this.tell('passed', number, null)
    const tag = this.asked.get(number)
    if (tag === undefined) return
    this.forget(number, tag)
    this.tell('answered', number, null)
  }

  private forget(number: number, tag: Tag): void {
    this.asked.delete(number)
    this.numbers.delete(tag)
  }

  private each(event: Life, from: number, count: number, ballot: string | null): void {
    for (let number = from; number < from + count; number++) this.tell(event, number, ballot)
  }

  private tell(event: Life, decree: number, ballot: string | null): void {
    const text = `${TEXTS[event]} decree ${decree}${ballot === null ? '' : ` in ${ballot}`}`
    this.log.debug({ event, decree, ...(ballot === null ? {} : { ballot }) }, text)
  }
}

type Life = keyof typeof TEXTS

const TEXTS = {
  proposed: 'takes a petition as',
  begun: 'asks all to vote for',
  voted: 'votes for',
  learnt: 'learns the passed',
  passed: 'has carried out',
  answered: 'answers the citizen of',
} as const
