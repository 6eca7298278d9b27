import { encodeEnvelopes, type Ruling } from '@paxon/law'
import { Alarm } from '@paxon/messenger'
import { type Name, NumberMap, type Tag } from '@paxon/synod'
import { type CitizenReply, type Outcome, ParliamentError } from '@paxon/wire'
import {
  BODY_BYTES_MAX,
  behind,
  bytesOf,
  envelopeOf,
  isForOwnLaw,
  isProposed,
  noMajority,
  noPresident,
  notTaken,
  STEP_BYTES_MAX,
  unknown,
} from './asked.js'
import type { DocketOptions } from './docket-options.js'
import { carryRequests, type Life } from './forwarding.js'
import { Gathering } from './gathering.js'
import type { PriestLoop } from './loop.js'
import { keepOwnBody } from './own-body.js'
import { type Asked, fail, type Request } from './request.js'
import { split } from './split.js'

/**
 * The requests of citizens on their way through this priest: waiting for a president, proposed, handed on to the priest that
 * presides, or asking the law. Each gets exactly one reply: an answer, or an error that says whether it may still pass.
 */
export class Docket {
  /** What this priest's requests carry when they are handed on. */
  readonly life: Life
  private readonly options: DocketOptions
  private loop: PriestLoop | null = null
  /** Rings when the time of a request is over: its citizen must hear so before its own patience is. */
  private readonly deadlines: Alarm
  private isTimeOver = false
  private readonly gathering: Gathering
  private nextTag: Tag = 1
  /** Given to the core, or handed on. */
  private readonly byTag = new NumberMap<Request>()
  /** Proposed here. */
  private readonly byNumber = new NumberMap<Request>()
  /** Inquiries to our own law as it is at the end of the turn. */
  private ownInquiries: Request[] = []
  /** Inquiries that may be answered once the law has reached a number. */
  private lawWaits: { readonly request: Request; readonly atLeast: number }[] = []
  /** Waiting for a president, or for room: what becomes a decree, and what does not. */
  private petitions: Request[] = []
  private inquiries: Request[] = []
  private waitingBytes = 0
  /** Of the requests in byTag. */
  private underWayBytes = 0

  constructor(options: DocketOptions) {
    this.options = options
    this.life = options.life
    this.deadlines = new Alarm(options.clock, () => {
      this.isTimeOver = true
      this.loop?.schedule()
    })
    this.gathering = new Gathering(options.clock, () => this.loop?.schedule())
  }

  join(loop: PriestLoop): void {
    this.loop = loop
  }

  submit(request: Request): void {
    const { asked } = request
    const { limits, me, diskFull } = this.options
    if ('body' in asked && asked.body.length > BODY_BYTES_MAX) {
      fail(request, new ParliamentError('TOO_LARGE', `a body has at most ${BODY_BYTES_MAX} bytes`))
      return
    }
    if (this.options.law.state === 'not deterministic') return fail(request, this.lawStopped('none'))
    const waiting = isForOwnLaw(asked)
      ? this.ownInquiries.length + this.lawWaits.length
      : this.petitions.length + this.inquiries.length
    if (waiting >= limits.waitingMax || this.waitingBytes >= limits.waitingBytesMax) {
      fail(request, new ParliamentError('OVERLOADED', `${me} has too many requests waiting; try again after a pause`))
      return
    }
    if (asked.type !== 'inquiry' && diskFull()) {
      fail(request, new ParliamentError('DISK_FULL', `the disk of ${me} is nearly full; it takes no petitions`))
      return
    }
    this.deadlines.setBy(request.deadline)
    this.wait(request)
  }

  private wait(request: Request): void {
    this.waitAgain(request)
    this.loop?.schedule()
  }

  /** For the next turn, whenever it comes: what was turned down just now may be turned down again. */
  private waitAgain(request: Request): void {
    const { asked } = request
    const queue = isForOwnLaw(asked) ? this.ownInquiries : isProposed(asked) ? this.petitions : this.inquiries
    queue.push(request)
    this.waitingBytes += bytesOf(asked)
  }

  /** At the end of each turn: as many as may be go to our own core, or to the priest that presides. */
  sendOn(): void {
    if (this.isTimeOver) this.expire(this.options.clock.now())
    for (const request of this.take(this.ownInquiries, this.ownInquiries.length)) this.askOwnLaw(request)
    if (this.petitions.length + this.inquiries.length === 0) return
    const { core, carrier, me } = this.options
    if (core.presides) return this.giveToCore()
    const president = core.hearsPresident
    if (president !== null && president !== me && carrier.isConnected(president)) this.handOn(president)
  }

  private giveToCore(): void {
    for (const request of this.take(this.inquiries, this.inquiries.length)) {
      this.loop?.step({ type: 'Inquiry', tag: this.tag(request) })
    }
    const { core, time, isSyncing } = this.options
    let left = Math.min(core.room, this.petitions.length)
    if (left === 0 || this.gathering.goesOn(this.byNumber.size > 0 || isSyncing())) return
    const now = time.now()
    // What the core gives back meanwhile waits for the next turn.
    while (left > 0) {
      const before = this.petitions.length
      const taken = this.take(this.petitions, left, STEP_BYTES_MAX)
      const decrees = encodeEnvelopes(taken.map(({ asked }) => envelopeOf(asked, now)))
      const petitions = taken.map((request, i) => ({ decree: decrees[i] ?? NO_BYTES, tag: this.tag(request) }))
      left -= before - this.petitions.length
      if (petitions.length > 0) this.loop?.step({ type: 'Petition', petitions })
      left = Math.min(left, core.room)
    }
  }

  private handOn(president: Name): void {
    const handing: Asked[] = []
    const { clock, limits } = this.options
    const now = clock.now()
    for (const queue of [this.petitions, this.inquiries]) {
      const room = limits.waitingMax - this.byTag.size
      for (const request of this.take(queue, room, limits.waitingBytesMax - this.underWayBytes)) {
        if (request.asker.isPriest) {
          fail(request, noPresident(this.options.me))
          continue
        }
        const tag = this.tag(request)
        request.handedTo = president
        handing.push({ ...request.asked, id: tag, left: Math.max(0, Math.floor(request.deadline - now)) })
      }
    }
    for (const part of split(handing)) this.options.carrier.carry(president, carryRequests(this.life, part))
  }

  /** The first of them, at most so many, and no more once they have so many bytes. */
  private take(queue: Request[], count: number, bytesMax = Number.POSITIVE_INFINITY): Request[] {
    let bytes = 0
    let end = 0
    for (const { asked } of queue) {
      if (end >= count || bytes >= bytesMax) break
      bytes += bytesOf(asked)
      end += 1
    }
    this.waitingBytes -= bytes
    const taken = queue.splice(0, end)
    return taken.filter((request) => !request.done)
  }

  private tag(request: Request): Tag {
    const tag = this.nextTag
    this.nextTag += 1
    this.byTag.set(tag, request)
    this.underWayBytes += bytesOf(request.asked)
    request.tag = tag
    return tag
  }

  proposed(tag: Tag, number: number): void {
    const request = this.byTag.get(tag)
    if (request === undefined) return
    if (request.number !== null) this.byNumber.delete(request.number)
    request.number = number
    this.byNumber.set(number, request)
  }

  failed(tag: Tag, why: 'unproposed' | 'abandoned'): void {
    const request = this.forget(this.byTag.get(tag))
    if (request === undefined || request.done) return
    if (why === 'unproposed') return this.waitAgain(request)
    fail(request, unknown('the president resigned before the decree had passed; it may still pass'))
  }

  confirmed(tag: Tag, atLeast: number): void {
    const request = this.forget(this.byTag.get(tag))
    if (request !== undefined) this.answerFromLaw(request, atLeast)
  }

  /** A decree has passed and was carried out: its citizen is answered, and those who waited for the law. */
  ruled(number: number, ruling: Ruling): void {
    const request = this.forget(this.byNumber.get(number))
    if (request !== undefined) this.answerRuling(request, number, ruling)
    if (this.lawWaits.length === 0) return
    const ready = this.lawWaits.filter(({ atLeast }) => atLeast <= number)
    if (ready.length === 0) return
    this.lawWaits = this.lawWaits.filter(({ atLeast }) => atLeast > number)
    for (const { request: waited } of ready) {
      this.waitingBytes -= bytesOf(waited.asked)
      this.answerFromLaw(waited, 0)
    }
  }

  /** The law may answer again, or may not any more. */
  lawChanged(): void {
    if (this.options.law.state === 'not deterministic') {
      const waiting = [...this.petitions, ...this.inquiries, ...this.ownInquiries]
      for (const request of waiting) fail(request, this.lawStopped('none'))
    }
    const waits = this.lawWaits
    this.lawWaits = []
    for (const { request, atLeast } of waits) {
      this.waitingBytes -= bytesOf(request.asked)
      this.answerFromLaw(request, atLeast)
    }
    this.loop?.schedule()
  }

  /** What another priest answered to a request that was handed on to it. */
  replied(from: Name, reply: CitizenReply): void {
    if (reply.type !== 'answer' && reply.type !== 'error') return
    const request = this.byTag.get(reply.id)
    if (request === undefined || request.handedTo !== from) return
    this.forget(request)
    if (request.done) return
    if (reply.type === 'error' && reply.code === 'NO_PRESIDENT') return this.waitAgain(request)
    request.done = true
    request.asker.reply({ ...reply, id: request.asked.id })
  }

  /** The link to a priest is lost: what was handed on to it may have passed or not; inquiries are asked again. */
  lost(name: Name): void {
    for (const request of this.byTag.values()) {
      if (request.handedTo !== name) continue
      this.forget(request)
      if (request.done) continue
      if (!isProposed(request.asked)) this.wait(request)
      else fail(request, unknown(`the link to the president ${name} broke; the decree may have passed`))
    }
  }

  /** Those whose time is over get an error that says whether they may still pass. */
  expire(now: number): void {
    this.isTimeOver = false
    this.petitions = this.expireWaiting(this.petitions, now)
    this.inquiries = this.expireWaiting(this.inquiries, now)
    for (const request of this.byTag.values()) {
      if (this.isOpen(request, now)) continue
      this.forget(request)
      if (isProposed(request.asked)) fail(request, unknown('the decree did not pass in time; it may still pass'))
      else fail(request, noMajority())
    }
    this.lawWaits = this.lawWaits.filter(({ request }) => {
      if (this.isOpen(request, now)) return true
      this.waitingBytes -= bytesOf(request.asked)
      fail(request, behind(this.options.me, this.options.law))
      return false
    })
  }

  private expireWaiting(queue: Request[], now: number): Request[] {
    return queue.filter((request) => {
      if (this.isOpen(request, now)) return true
      this.waitingBytes -= bytesOf(request.asked)
      fail(request, this.options.core.presides ? noMajority() : noPresident(this.options.me))
      return false
    })
  }

  /** It has time left, and somebody to be told. */
  private isOpen(request: Request, now: number): boolean {
    if (now >= request.deadline || request.asker.gone) return false
    this.deadlines.setBy(request.deadline)
    keepOwnBody(request)
    return true
  }

  /** No time rings any more. */
  halt(): void {
    this.deadlines.stop()
    this.gathering.stop()
  }

  /** The priest goes: what was proposed or handed on may pass or not, the rest was never proposed. */
  end(): void {
    this.halt()
    const leaves = `${this.options.me} leaves`
    const waited = this.lawWaits.map(({ request }) => request)
    for (const request of [...this.petitions, ...this.inquiries, ...this.ownInquiries, ...waited]) {
      fail(request, new ParliamentError('NO_PRESIDENT', `${leaves}; nothing was proposed`))
    }
    for (const request of this.byTag.values()) {
      const proposed = isProposed(request.asked)
      fail(request, proposed ? unknown(`${leaves}; the decree may pass`) : new ParliamentError('NO_PRESIDENT', leaves))
    }
    this.petitions = []
    this.inquiries = []
    this.ownInquiries = []
    this.waitingBytes = 0
    this.lawWaits = []
    this.byTag.clear()
    this.underWayBytes = 0
    this.byNumber.clear()
  }

  private forget(request: Request | undefined): Request | undefined {
    if (request === undefined) return undefined
    if (request.tag !== null && this.byTag.delete(request.tag)) this.underWayBytes -= bytesOf(request.asked)
    if (request.number !== null) this.byNumber.delete(request.number)
    request.tag = null
    request.number = null
    request.handedTo = null
    return request
  }

  private askOwnLaw(request: Request): void {
    const { asked } = request
    const isLocal = asked.type === 'inquiry' && asked.level === 'local'
    const { law } = this.options
    if (isLocal && (law.number < asked.seen || law.state === 'rebuilding'))
      fail(request, behind(this.options.me, this.options.law))
    else this.answerFromLaw(request, 0)
  }

  private answerFromLaw(request: Request, atLeast: number): void {
    if (request.done || request.asked.type !== 'inquiry') return
    const { law, parliament, me } = this.options
    if (law.state === 'in doubt') return fail(request, behind(this.options.me, this.options.law))
    if (law.state === 'not deterministic') return fail(request, this.lawStopped('none'))
    if (law.state === 'rebuilding' || law.number < Math.max(atLeast, request.asked.seen)) {
      this.lawWaits.push({ request, atLeast: Math.max(atLeast, request.asked.seen) })
      this.waitingBytes += bytesOf(request.asked)
      return
    }
    if (request.asker.isFull) return fail(request, notTaken(this.options.me))
    request.done = true
    const body = law.inquire(request.asked.body)
    request.asker.reply({ type: 'answer', id: request.asked.id, parliament, decree: law.number, by: me, body })
  }

  private answerRuling(request: Request, number: number, ruling: Ruling): void {
    if (request.done) return
    const { parliament, me, law } = this.options
    const { id } = request.asked
    if (law.state === 'not deterministic') return fail(request, this.lawStopped('unknown'))
    if (law.state === 'in doubt') return fail(request, unknown(`${me} doubts its ledger; the decree may have passed`))
    switch (ruling.kind) {
      case 'answered':
        if (request.asker.isFull) {
          const { type } = request.asked
          return fail(
            request,
            type === 'inquiry' ? notTaken(this.options.me) : unknown('replies are not taken; it has passed'),
          )
        }
        request.done = true
        request.asker.reply({ type: 'answer', id, parliament, decree: ruling.number, by: me, body: ruling.bytes })
        return
      case 'session':
        request.done = true
        request.asker.reply({ type: 'answer', id, parliament, decree: ruling.number, by: me, body: NO_BYTES })
        return
      case 'ended':
        return fail(
          request,
          new ParliamentError('SESSION_ENDED', 'the session has ended; the decree may have passed before'),
        )
      case 'full':
        return fail(
          request,
          new ParliamentError('SESSION_FULL', 'too many answers of the session are not acknowledged'),
        )
      case 'acknowledged':
        return fail(request, unknown('the citizen has said that it needs no answer to this petition any more'))
      case 'unreadable':
      case 'readmitted':
      case 'not readmitted':
      case 'olive-day':
        return fail(request, new ParliamentError('BAD_REQUEST', `decree ${number} is not this petition`, 'unknown'))
    }
  }

  private lawStopped(outcome: Outcome): ParliamentError {
    const { me, lawName } = this.options
    const what = `the law ${lawName} is not deterministic: ${me} gives no answer of it any more`
    return new ParliamentError('LAW_NOT_DETERMINISTIC', what, outcome)
  }
}

const NO_BYTES = new Uint8Array(0)
