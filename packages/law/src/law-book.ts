import { type Answered, keptOf } from './answers.js'
import { ByteReader, ByteWriter } from './bytes.js'
import { Chain } from './chain.js'
import { type DecreeEnvelope, decodeEnvelope, type ReadmitEnvelope } from './envelope.js'
import type { Law } from './law.js'
import { type FirstRoll, type NoChange, RollBook, type RollInForce } from './roll-book.js'
import { Sessions } from './sessions.js'

/** What became of a passed decree. */
export type Ruling =
  | Answered
  /** A session was opened; its number is the decree's. */
  | { readonly kind: 'session'; readonly number: number }
  | { readonly kind: 'olive-day' }
  /** SESSION_ENDED: the session has ended or never was; not carried out now, but it may have been before. */
  | { readonly kind: 'ended' }
  /** SESSION_FULL: too many unacknowledged answers, or too large ones; not carried out. */
  | { readonly kind: 'full' }
  /** Not carried out: its citizen said that it has the answer already, which is no longer kept. */
  | { readonly kind: 'acknowledged' }
  /** The roll was changed: this one is in force from decree `from` on. */
  | ({ readonly kind: 'readmitted' } & RollInForce)
  /** The roll was not changed. */
  | { readonly kind: 'not readmitted'; readonly why: NoChange }
  /** Not an envelope: changes nothing, refused. */
  | { readonly kind: 'unreadable' }

/** The law threw, or answered with something else than bytes. Nothing that the law says can be believed after it. */
export class BrokenLawError extends Error {
  override readonly name = 'BrokenLawError'
  /** The decree, or the last one before the inquiry, at which it happened. */
  readonly number: number

  constructor(law: Law, what: string, number: number, cause?: unknown) {
    super(`the law ${law.name} (version ${law.version}) ${what} at decree ${number}`, { cause })
    this.number = number
  }
}

/** The first byte of a snapshot. */
const SNAPSHOT_VERSION = 1
const WORD_MAX = 0xffff_ffff

/** What goes into the digest for each kind of ruling; never to be changed. */
const KIND_CODES: Readonly<Record<Ruling['kind'], number>> = {
  'olive-day': 0,
  answered: 1,
  session: 2,
  ended: 3,
  full: 4,
  acknowledged: 5,
  unreadable: 6,
  readmitted: 7,
  'not readmitted': 8,
}

const OLIVE_DAY: Ruling = { kind: 'olive-day' }
const ENDED: Ruling = { kind: 'ended' }
const FULL: Ruling = { kind: 'full' }
const ACKNOWLEDGED: Ruling = { kind: 'acknowledged' }
const UNREADABLE: Ruling = { kind: 'unreadable' }

/**
 * The law as of decree n: carries out passed decrees in the order of their numbers, each petition once however often it was
 * repeated (the paper, section 4). The user's law, the sessions, the time and the number are saved and put back together.
 */
export class LawBook {
  private readonly law: Law
  private readonly first: FirstRoll
  private rollBook: RollBook
  private sessions = new Sessions()
  /** Over (number, ruling), and over (number, decree). */
  private readonly rulings = new Chain()
  private readonly decrees = new Chain()
  private lastNumber = 0
  private lastTime = 0
  private broken: BrokenLawError | null = null

  /** @param first the founding roll; without one there are no seats to give */
  constructor(law: Law, first: FirstRoll = { seats: [], alpha: 1 }) {
    this.law = law
    this.first = first
    this.rollBook = new RollBook(first)
  }

  /** The last decree carried out; 0 at first. */
  get number(): number {
    return this.lastNumber
  }

  /** Parliament time in ms as of that decree. */
  get time(): number {
    return this.lastTime
  }

  /** The roll in force for the next decree, then those that will be (the paper, section 3.3.6). */
  get rolls(): readonly RollInForce[] {
    return this.rollBook.inForce
  }

  /** Open sessions. */
  get sessionCount(): number {
    return this.sessions.count
  }

  /** 16 hex digits over the numbers and rulings of all decrees up to `number`: equal where two laws went the same way. */
  get digest(): string {
    return this.rulings.text
  }

  /** 16 hex digits over the numbers and bytes of all decrees up to `number`: equal where two ledgers passed the same ones. */
  get decreesDigest(): string {
    return this.decrees.text
  }

  /**
   * @throws RangeError when `number` does not follow the last one
   * @throws BrokenLawError when the law does not keep to its interface; the book is then of no use until it is restored
   */
  apply(number: number, decree: Uint8Array): Ruling {
    this.assertUnbroken()
    if (number !== this.lastNumber + 1)
      throw new RangeError(`decree ${number} cannot follow decree ${this.lastNumber} in the law`)
    const ruling = this.carryOut(number, decree)
    this.lastNumber = number
    this.rollBook.reach(number)
    this.decrees.addNumber(number)
    this.decrees.addBytes(decree)
    this.enchain(ruling)
    return ruling
  }

  /** The law's answer as of decree `number`. @throws BrokenLawError as {@link apply} does. */
  inquire(question: Uint8Array): Uint8Array {
    this.assertUnbroken()
    return this.ask(question, this.lastNumber)
  }

  /** All of the state, as bytes that are equal where states are equal. */
  snapshot(): Uint8Array {
    this.assertUnbroken()
    const writer = new ByteWriter()
    writer.byte(SNAPSHOT_VERSION)
    writer.whole(this.lastNumber)
    writer.whole(this.lastTime)
    for (const chain of [this.rulings, this.decrees]) for (const word of chain.words) writer.whole(word)
    this.sessions.write(writer)
    this.rollBook.write(writer)
    writer.bytes(this.law.snapshot())
    return writer.done()
  }

  /** Replaces the state. @throws RangeError when the bytes are no snapshot of this law; the book is as before then. */
  restore(snapshot: Uint8Array): void {
    const reader = new ByteReader(snapshot)
    if (reader.byte() !== SNAPSHOT_VERSION) throw new RangeError('this is no snapshot of a law')
    const number = reader.whole()
    const time = reader.whole()
    const rulings = readWords(reader)
    const decrees = readWords(reader)
    const sessions = Sessions.read(reader)
    const rollBook = RollBook.read(reader, this.first.alpha)
    this.law.restore(reader.bytes(reader.left))
    this.lastNumber = number
    this.lastTime = time
    this.rulings.words = rulings
    this.decrees.words = decrees
    this.sessions = sessions
    this.rollBook = rollBook
    this.broken = null
  }

  private carryOut(number: number, decree: Uint8Array): Ruling {
    if (decree.length === 0) return OLIVE_DAY
    const envelope = decodeEnvelope(decree)
    if (envelope === null) return UNREADABLE
    if (envelope.kind === 'readmit') return this.readmit(number, envelope)
    if (envelope.time > this.lastTime) this.lastTime = envelope.time
    switch (envelope.kind) {
      case 'decree':
        return this.carryOutPetition(number, envelope)
      case 'session':
        this.sessions.open(number)
        return { kind: 'session', number }
      case 'inquire':
        return { kind: 'answered', number, bytes: this.ask(envelope.body, number) }
    }
  }

  private readmit(number: number, { name, birth }: ReadmitEnvelope): Ruling {
    const roll = this.rollBook.readmit(number, name, birth)
    return typeof roll === 'string' ? { kind: 'not readmitted', why: roll } : { kind: 'readmitted', ...roll }
  }

  private carryOutPetition(number: number, petition: DecreeEnvelope): Ruling {
    const session = this.sessions.use(petition.session)
    if (session === undefined) return ENDED
    this.sessions.acknowledge(session, petition.acked)
    if (petition.seq <= session.answers.acked) return ACKNOWLEDGED
    const before = session.answers.get(petition.seq)
    if (before !== undefined) return before
    if (session.full) return FULL
    const answered: Answered = { kind: 'answered', number, bytes: keptOf(this.execute(petition.body, number)) }
    this.sessions.keep(session, petition.seq, answered)
    return answered
  }

  private execute(body: Uint8Array, number: number): Uint8Array {
    let answer: Uint8Array
    try {
      answer = this.law.apply(body, number, this.lastTime)
    } catch (thrown) {
      throw this.breakAt(number, 'threw', thrown)
    }
    return this.checked(answer, number)
  }

  private ask(question: Uint8Array, number: number): Uint8Array {
    let answer: Uint8Array
    try {
      answer = this.law.query(question)
    } catch (thrown) {
      throw this.breakAt(number, 'threw at an inquiry', thrown)
    }
    return this.checked(answer, number)
  }

  /** A law written in JavaScript may give anything, a promise for one. */
  private checked(answer: Uint8Array, number: number): Uint8Array {
    if (!(answer instanceof Uint8Array)) throw this.breakAt(number, 'gave an answer that is no Uint8Array')
    return answer
  }

  private breakAt(number: number, what: string, cause?: unknown): BrokenLawError {
    this.broken = new BrokenLawError(this.law, what, number, cause)
    return this.broken
  }

  private assertUnbroken(): void {
    if (this.broken !== null) throw this.broken
  }

  private enchain(ruling: Ruling): void {
    this.rulings.addNumber(this.lastNumber)
    this.rulings.addNumber(KIND_CODES[ruling.kind])
    if (ruling.kind === 'readmitted') this.rulings.addNumber(ruling.from)
    if (ruling.kind !== 'answered') return
    this.rulings.addNumber(ruling.number)
    this.rulings.addBytes(ruling.bytes)
  }
}

const readWords = (reader: ByteReader): readonly [number, number] => [reader.whole(WORD_MAX), reader.whole(WORD_MAX)]
