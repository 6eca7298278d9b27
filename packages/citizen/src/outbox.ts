import { NumberMap } from '@paxon/synod'
import { type CitizenRequest, MESSAGES_MAX } from '@paxon/wire'
import type { Call } from './call.js'
import { FRAME_FILL_BYTES, GRACE_MS, INQUIRIES_MAX, REQUEST_HEAD_BYTES } from './limits.js'
import type { Link } from './link.js'
import type { Session } from './session.js'

/** What is to be sent, in which order, and how much of it at once. Every call's stage is changed here only. */
export class Outbox {
  /** Petitions take their place in this one; null until it is opened. */
  session: Session | null = null
  /** Petitions that have no place in a session yet. */
  readonly #petitions = new NumberMap<Call>()
  /** No petition of a lower id waits. */
  #firstId = 0
  #lastId = 0
  /** Other calls that were never sent. */
  readonly #others = new Set<Call>()
  /** Calls to be sent again. */
  readonly #again = new Set<Call>()
  /** Inquiries that were sent at least once. */
  #inquiriesOut = 0
  readonly #wakeBy: (time: number) => void

  /** @param wakeBy told of each time (ms of the clock) at which a call that was sent will need attention */
  constructor(wakeBy: (time: number) => void) {
    this.#wakeBy = wakeBy
  }

  /** Petitions that wait for a session, or for room in it. */
  get petitions(): readonly Call[] {
    return this.#petitions.values()
  }

  get petitionCount(): number {
    return this.#petitions.size
  }

  /** Takes on a new call; ids rise. */
  enter(call: Call): void {
    if (call.errand.kind === 'petition') {
      this.#petitions.set(call.id, call)
      this.#lastId = call.id
    } else this.#others.add(call)
  }

  /** The call is to be sent again, not before `until` (ms of the clock). */
  pause(call: Call, until: number): void {
    this.#leaveStage(call)
    call.stage = { at: 'pause', until }
    this.#again.add(call)
  }

  /** The call is settled, and is never sent again. */
  leave(call: Call): void {
    this.#leaveStage(call)
    if (call.seat !== null) call.seat.session.settle(call.seat.seq)
    if (call.sendings > 0 && call.errand.kind === 'inquiry') this.#inquiriesOut -= 1
  }

  /** The requests of one frame for the priest at this link; empty when there is nothing to send, or no room for it. */
  gather(link: Link, now: number): CitizenRequest[] {
    const requests: CitizenRequest[] = []
    let bytes = 0
    const isFull = () => bytes >= FRAME_FILL_BYTES || requests.length >= MESSAGES_MAX
    const handOut = (call: Call) => {
      const request = this.#handOut(call, link, now)
      if (request === null) return
      requests.push(request)
      bytes += REQUEST_HEAD_BYTES + ('body' in request ? request.body.length : 0)
    }
    for (const call of this.#again) {
      if (isFull()) return requests
      if (call.stage.at === 'pause' && call.stage.until <= now) handOut(call)
    }
    for (const call of this.#others) {
      if (isFull() || this.#inquiriesOut >= INQUIRIES_MAX) break
      handOut(call)
    }
    while (this.session?.hasRoom === true && !isFull()) {
      const call = this.#firstPetition()
      if (call === undefined) break
      call.seat = { session: this.session, seq: this.session.takeSeq() }
      handOut(call)
    }
    return requests
  }

  #firstPetition(): Call | undefined {
    if (this.#petitions.size === 0) return undefined
    while (this.#firstId < this.#lastId && !this.#petitions.has(this.#firstId)) this.#firstId += 1
    return this.#petitions.get(this.#firstId)
  }

  #handOut(call: Call, link: Link, now: number): CitizenRequest | null {
    const left = call.leftMs(now)
    if (left === null) return null
    this.#leaveStage(call)
    if (call.sendings === 0 && call.errand.kind === 'inquiry') this.#inquiriesOut += 1
    call.sendings += 1
    call.stage = { at: 'priest', link, overdueAt: now + left + GRACE_MS }
    link.callBegins()
    this.#wakeBy(call.wakeAt(now))
    return call.request(left)
  }

  #leaveStage(call: Call): void {
    switch (call.stage.at) {
      case 'queue':
        if (call.errand.kind === 'petition') this.#petitions.delete(call.id)
        else this.#others.delete(call)
        break
      case 'pause':
        this.#again.delete(call)
        break
      case 'priest':
        call.stage.link.callEnds()
        break
    }
  }
}
