import { Alarm } from '@paxon/messenger'
import { NumberMap } from '@paxon/synod'
import { type CitizenReply, ParliamentError } from '@paxon/wire'
import { Call, type Errand } from './call.js'
import { CALLS_MAX, GRACE_MS } from './limits.js'
import type { Link } from './link.js'
import { Links, type LinksOptions, type LinksOwner } from './links.js'
import { Outbox } from './outbox.js'
import { pauseMs } from './pause.js'
import { aborted, behind, closed, isFinal, isSameEverywhere, late, overloaded, wrongParliament } from './refusals.js'
import { Session } from './session.js'

type Reply<T extends CitizenReply['type']> = Extract<CitizenReply, { type: T }>

/** What ends a call, if no answer does. */
export interface CallLimits {
  readonly signal?: AbortSignal | undefined
  readonly deadlineMs: number
}

/**
 * All calls that are not settled: sends each, sends it again where the first sending came to nothing, and settles it with
 * its answer or at its deadline. The requests of a turn share a frame.
 */
export class Calls implements LinksOwner {
  readonly #options: LinksOptions
  readonly #links: Links
  readonly #alarm: Alarm
  readonly #outbox = new Outbox((time) => this.#alarm.setBy(time))
  readonly #byId = new NumberMap<Call>()
  /** Waits for the first welcome. */
  #greeting: Call | null = null
  /** Opens the next session. */
  #opening: Call | null = null
  #lastId = 0
  #isSendingDue = false
  #isClosed = false

  constructor(options: LinksOptions) {
    this.#options = options
    this.#links = new Links(options, this)
    this.#alarm = new Alarm(options.clock, () => this.#wake())
  }

  /** Takes on a call. Its errand's `done` or `fail` is called once. */
  add(errand: Errand, { signal, deadlineMs }: CallLimits, fail: (error: ParliamentError) => void): void {
    if (this.#isClosed) return fail(closed('none'))
    if (signal?.aborted) return fail(aborted(signal, 'none'))
    if (this.#byId.size >= CALLS_MAX) return fail(overloaded())
    const call = this.#register(errand, deadlineMs, fail)
    if (signal !== undefined) this.#listen(call, signal)
    if (errand.kind === 'greeting') this.#greeting = call
    else this.#outbox.enter(call)
    this.#sendSoon()
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const call of this.#byId.values()) this.#fail(call, closed(call.outcome))
    this.#alarm.stop()
    this.#links.close()
  }

  ready(): void {
    this.#sendSoon()
  }

  lost(link: Link, why: ParliamentError): void {
    for (const call of this.#byId.values())
      if (call.stage.at === 'priest' && call.stage.link === link) this.#lose(call, why)
  }

  unproved({ code, message }: ParliamentError): void {
    for (const call of this.#byId.values()) this.#fail(call, new ParliamentError(code, message, call.outcome))
  }

  received(link: Link, replies: readonly CitizenReply[]): void {
    for (const reply of replies) {
      switch (reply.type) {
        case 'answer':
          if (!this.#options.memory.agrees(reply.parliament)) return this.#disown(link, reply)
          this.#answered(link, reply)
          break
        case 'error':
          this.#refused(link, reply)
          break
        case 'status':
          this.#reported(reply)
          break
        case 'welcome':
          break
      }
    }
  }

  #register(errand: Errand, deadlineMs: number, fail: (error: ParliamentError) => void): Call {
    const madeAt = this.#options.clock.now()
    this.#lastId += 1
    const call = new Call(this.#lastId, errand, { madeAt, deadlineAt: madeAt + deadlineMs }, fail)
    this.#byId.set(call.id, call)
    this.#alarm.setBy(call.deadlineAt)
    return call
  }

  #listen(call: Call, signal: AbortSignal): void {
    const abort = () => this.#fail(call, aborted(signal, call.outcome))
    signal.addEventListener('abort', abort, { once: true })
    call.unlisten = () => signal.removeEventListener('abort', abort)
  }

  /** At the end of the turn, so that whatever is called in it shares a frame; no timer, which would cost a millisecond. */
  #sendSoon(): void {
    if (this.#isSendingDue) return
    this.#isSendingDue = true
    queueMicrotask(() => {
      this.#isSendingDue = false
      this.#send()
    })
  }

  #send(): void {
    if (this.#isClosed || this.#byId.size === 0) return
    const link = this.#links.current
    if (link === null) return this.#links.seek()
    if (this.#greeting?.errand.kind === 'greeting') {
      const { errand } = this.#greeting
      this.#settle(this.#greeting)
      errand.done()
    }
    const now = this.#options.clock.now()
    if (this.#outbox.session === null && this.#opening === null && this.#outbox.petitionCount > 0)
      this.#openSession(now)
    while (link.isWritable) {
      const requests = this.#outbox.gather(link, now)
      if (requests.length === 0) return
      link.send(requests)
    }
  }

  /** It may take as long as the most patient of those who wait for it. */
  #openSession(now: number): void {
    let deadlineAt = now
    for (const petition of this.#outbox.petitions) deadlineAt = Math.max(deadlineAt, petition.deadlineAt)
    const errand: Errand = {
      kind: 'session',
      done: ({ decree }) => {
        this.#opening = null
        this.#outbox.session = new Session(decree)
      },
    }
    this.#opening = this.#register(errand, deadlineAt - now, (error) => {
      this.#opening = null
      // After any other error those who still have time open it anew.
      if (isFinal(error.code)) for (const petition of this.#outbox.petitions) this.#fail(petition, error)
    })
    // Not behind inquiries, which may be waiting for room.
    this.#outbox.pause(this.#opening, now)
  }

  #answered(link: Link, { id, parliament, decree, by, body }: Reply<'answer'>): void {
    this.#options.memory.remember(parliament, decree)
    this.#links.worked(link, by)
    const call = this.#byId.get(id)
    if (call === undefined) return
    const { errand } = call
    switch (errand.kind) {
      case 'session':
      case 'petition':
        this.#settle(call)
        return errand.done({ decree, by, body })
      case 'inquiry':
        // Measured by what had been seen when the call was made: others that were under way with it may be newer.
        if (decree >= errand.seen) {
          this.#settle(call)
          return errand.done({ decree, by, body })
        }
        this.#sendAgain(call, behind(by, decree, errand.seen))
        return this.#links.moveFrom(link)
      case 'greeting':
      case 'status':
        return
    }
  }

  #reported({ id, status }: Reply<'status'>): void {
    const call = this.#byId.get(id)
    if (call?.errand.kind !== 'status') return
    const { done } = call.errand
    this.#settle(call)
    done(status)
  }

  #refused(link: Link, { id, code, message, outcome }: Reply<'error'>): void {
    const call = this.#byId.get(id)
    // A late word about a sending before the last one: that one counts as doubtful already.
    if (call === undefined || call.stage.at !== 'priest' || call.stage.link !== link) return
    const error = new ParliamentError(code, message, outcome)
    if (outcome === 'unknown') call.isDoubtful = true
    if (isFinal(code)) return this.#refuse(call, error)
    this.#sendAgain(call, error)
    if (!isSameEverywhere(code)) this.#links.moveFrom(link)
  }

  #refuse(call: Call, { code, message }: ParliamentError): void {
    if (code === 'SESSION_ENDED' && call.seat?.session === this.#outbox.session) this.#outbox.session = null
    // The law's own word is about all sendings, since it answers them alike; any other is about the last one only.
    const isDoubtful = call.errand.kind === 'petition' && call.isDoubtful && code !== 'REFUSED_BY_LAW'
    this.#fail(call, new ParliamentError(code, message, isDoubtful ? 'unknown' : 'none'))
  }

  /** An answer of another parliament: nothing on this link can be believed. */
  #disown(link: Link, { id, parliament }: Reply<'answer'>): void {
    const why = wrongParliament(link.url, parliament, this.#options.memory.parliament)
    const call = this.#byId.get(id)
    if (call !== undefined) this.#fail(call, new ParliamentError(why.code, why.message, call.outcome))
    this.#links.drop(link, why)
  }

  /** What was sent may have been handed on, and will not be answered. */
  #lose(call: Call, why: ParliamentError): void {
    call.isDoubtful = true
    call.lastError = why
    this.#outbox.pause(call, this.#options.clock.now())
    this.#sendSoon()
  }

  #sendAgain(call: Call, why: ParliamentError): void {
    call.lastError = why
    const { clock, chance } = this.#options
    const now = clock.now()
    this.#outbox.pause(call, now + pauseMs(call.sendings - 1, chance()))
    this.#alarm.setBy(call.wakeAt(now))
  }

  /** It is a call no more; whoever made it is to be told. */
  #settle(call: Call): void {
    this.#byId.delete(call.id)
    this.#outbox.leave(call)
    call.unlisten()
    if (call === this.#greeting) this.#greeting = null
    this.#sendSoon()
  }

  #fail(call: Call, error: ParliamentError): void {
    this.#settle(call)
    call.fail(error)
  }

  /** The alarm: ends what is past its deadline, sends again what is overdue, and sets the alarm for what is left. */
  #wake(): void {
    const now = this.#options.clock.now()
    for (const call of this.#byId.values()) {
      if (call.deadlineAt <= now) this.#fail(call, call.deadlineError(this.#obstacle(call)))
      else if (call.stage.at === 'priest' && call.stage.overdueAt <= now) this.#overdue(call, call.stage.link, now)
    }
    for (const call of this.#byId.values()) this.#alarm.setBy(call.wakeAt(now))
    this.#sendSoon()
  }

  /** What keeps it from being sent, if something does. */
  #obstacle({ errand }: Call): ParliamentError | null {
    const opening = errand.kind === 'petition' ? this.#opening : null
    return opening?.lastError ?? this.#links.trouble
  }

  #overdue(call: Call, link: Link, now: number): void {
    // Who has said nothing at all lately will not answer the others either; else just this one answer was lost.
    if (now - link.heardAt > GRACE_MS) this.#links.drop(link, late(link.url))
    else this.#lose(call, late(link.url))
  }
}
