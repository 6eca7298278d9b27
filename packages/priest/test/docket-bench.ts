import { KeyValueLaw, LawBook } from '@paxon/law'
import { ManualClock } from '@paxon/messenger'
import { type Event, type LegislatorCore, type Name, nameOf } from '@paxon/synod'
import type { CitizenReply, Level } from '@paxon/wire'
import { Docket } from '../src/docket.js'
import { DOCKET_LIMITS, type DocketLimits } from '../src/docket-limits.js'
import { lifeOf, readCarried } from '../src/forwarding.js'
import type { PriestLoop } from '../src/loop.js'
import { ParliamentTime } from '../src/parliament-time.js'
import { type Asked, type Asker, request } from '../src/request.js'

export const BETA = nameOf('beta')
export const GAMMA = nameOf('gamma')
export const NO_BYTES = new Uint8Array(0)
export const PARLIAMENT = '0'.repeat(32)

export class Asking implements Asker {
  gone = false
  isFull = false
  readonly isPriest: boolean
  readonly replies: CitizenReply[] = []

  constructor(isPriest = false) {
    this.isPriest = isPriest
  }

  reply(reply: CitizenReply): void {
    this.replies.push(reply)
  }

  /** `id CODE outcome` of errors, `id answer as of its decree` of answers. */
  get told(): string[] {
    return this.replies.map((reply) => {
      if (reply.type === 'error') return `${reply.id} ${reply.code} ${reply.outcome}`
      return reply.type === 'answer' ? `${reply.id} answer as of ${reply.decree}` : reply.type
    })
  }
}

/** A docket before a core that does what the test says. */
export class Bench {
  readonly clock = new ManualClock()
  readonly book = new LawBook(new KeyValueLaw())
  readonly core = { presides: false, hearsPresident: null as Name | null, room: 100 }
  connected = true
  diskFull = false
  isSyncing = false
  turnsAskedFor = 0
  readonly events: Event[] = []
  onStep: (event: Event) => void = () => {}
  readonly carried: { readonly to: Name; readonly requests: readonly Asked[] }[] = []
  readonly docket: Docket
  readonly citizen = new Asking()

  constructor(limits: Partial<DocketLimits> = {}) {
    this.docket = new Docket({
      me: nameOf('alpha'),
      parliament: PARLIAMENT,
      life: lifeOf('00000000000000aa'),
      core: this.core as unknown as LegislatorCore,
      law: new GoodLaw(this.book),
      lawName: 'key-value',
      clock: this.clock,
      time: new ParliamentTime(this.clock),
      carrier: {
        carry: (to, bytes) => {
          const carried = readCarried(bytes)
          if (carried.kind === 'requests') this.carried.push({ to, requests: carried.requests })
        },
        isConnected: () => this.connected,
        bufferedBytes: () => 0,
      },
      limits: { ...DOCKET_LIMITS, ...limits },
      diskFull: () => this.diskFull,
      isSyncing: () => this.isSyncing,
    })
    this.docket.join({
      schedule: () => {
        this.turnsAskedFor += 1
      },
      step: (event: Event) => {
        this.events.push(event)
        this.onStep(event)
      },
    } as unknown as PriestLoop)
  }

  ask(asked: Asked, asker: Asker = this.citizen): void {
    this.docket.submit(request(asker, asked, this.clock.now() + asked.left))
  }

  /** The end of a turn in which this priest presides. */
  presidesNow(): void {
    this.core.presides = true
    this.docket.sendOn()
  }

  hearsNow(president: Name): void {
    this.core.hearsPresident = president
    this.docket.sendOn()
  }

  pass(ms: number): void {
    this.clock.advance(ms)
    this.docket.expire(this.clock.now())
  }

  /** Tags of the petitions given to the core. */
  get tags(): number[] {
    return this.events.flatMap((event) => (event.type === 'Petition' ? event.petitions.map(({ tag }) => tag) : []))
  }

  /** Decree `number` passes as whatever it was given to the core as last. */
  rule(number: number): void {
    const [decree] = this.events.flatMap((event) => (event.type === 'Petition' ? [event.petitions.at(-1)?.decree] : []))
    this.docket.ruled(number, this.book.apply(number, decree ?? NO_BYTES))
  }
}

export const session = (id: number, left = 1_000): Asked => ({ type: 'session', id, left })
export const petition = (id: number, bytes = 0): Asked => ({
  type: 'petition',
  id,
  session: 1,
  seq: id,
  acked: 0,
  left: 1_000,
  body: new Uint8Array(bytes),
})
export const inquiry = (id: number, level: Level = 'linearizable', seen = 0, bytes = 0): Asked => ({
  type: 'inquiry',
  id,
  level,
  seen,
  left: 1_000,
  body: new Uint8Array(bytes),
})

/** A law that may always answer. */
class GoodLaw {
  readonly state = 'good'
  private readonly book: LawBook

  constructor(book: LawBook) {
    this.book = book
  }

  get number(): number {
    return this.book.number
  }

  inquire(question: Uint8Array): Uint8Array {
    return this.book.inquire(question)
  }
}
