import { type Disk, type HeldDecree, type LedgerReading, readLedger } from '@paxon/ledger'
import { type Founding, isName, legislatorText, type Name } from '@paxon/synod'
import { openBooks, replay } from '../trace/replay-books.js'
import { BookScribe, type Keeper } from './book-scribe.js'
import { Chronicle } from './chronicle.js'
import { decreeKey } from './decree-key.js'
import { judgeInvariant, keepersOf, numbersToJudge } from './invariant.js'
import { type Case, judgeBallots, judgeHolders, type Priest } from './judging.js'
import { placesOf } from './places.js'
import { Truth } from './truth.js'
import { Findings, type Violation } from './violation.js'
import { type Beginning, Witness } from './witness.js'

export interface AuditReport {
  readonly priests: readonly PriestReport[]
  /** The founding that the ledgers agree on; null where there is none. */
  readonly founding: Founding | null
  /** Decrees from 1 to this number passed, and were judged. */
  readonly passedTo: number
  readonly checked: {
    readonly priests: number
    readonly ballots: number
    readonly decrees: number
    readonly votes: number
    readonly promises: number
  }
  /** What of messagebooks was replayed, which may be nothing; null where that was not asked for. */
  readonly replayed: { readonly books: number; readonly lines: number } | null
  /** For so many numbers the appendix's invariant was judged. */
  readonly judged: number
  /** Ballots of which no ledger tells on whose LastVotes they rest: B2 and B3 are judged by their votes alone. */
  readonly unknownQuorums: number
  readonly violations: readonly Violation[]
  /** With those that are not listed. */
  readonly violationCount: number
}

export interface PriestReport {
  readonly name: string
  readonly birth: string | null
  readonly passedTo: number
  readonly heldTo: number
  readonly findings: readonly string[]
}

/** The folders of an island that have a ledger, by name. */
export function ledgersIn(disk: Disk, dir: string): Name[] {
  return (disk.list(dir) ?? []).filter(isName).filter((name) => {
    try {
      return disk.list(`${dir}/${name}/ledger`) !== null
    } catch {
      return false
    }
  })
}

/**
 * Audits the ledgers of an island, living or stopped. Takes no lock and writes nothing.
 * @returns null where there is nothing to check
 */
export function audit(
  disk: Disk,
  dir: string,
  { trace = false }: { readonly trace?: boolean } = {},
): AuditReport | null {
  const findings = new Findings()
  // What is in a book was durable before it was said: ledgers are read after the books were opened.
  const books = trace ? openBooks(disk, dir) : null
  let replayed: AuditReport['replayed'] = null
  const names = ledgersIn(disk, dir)
  // On a living island ledgers are read one after another: judged is what was there before the first of them was.
  const beginnings = new Map(names.map((name) => [name, beginningOf(readLedger(disk, `${dir}/${name}`))]))
  const chronicle = new Chronicle()
  const priests: Priest[] = []
  let promises = 0
  for (const name of names) {
    const witness = new Witness(name, beginnings.get(name) ?? NOTHING)
    const reading = witness.read(disk, `${dir}/${name}`)
    if (reading === null) continue
    witness.testify(priests.length, chronicle, findings)
    promises += witness.promises
    const { inscribed, findings: damage, me } = reading
    if (reading.doubt !== null)
      findings.add('ledger', null, `the ledger of ${name} cannot be believed: ${reading.doubt}`)
    const isWhole = damage.length === 0 && inscribed.holes.length === 0
    priests.push({ name, birth: me?.birth ?? null, reading, isWhole })
  }
  const numbers = numbersToJudge(chronicle)
  const keepers = keepersOf(priests)
  const scribe = books === null ? null : new BookScribe(numbers, keepers)
  if (books !== null) {
    const lines = replay(books, findings, (name, line) => scribe?.line(name, line))
    replayed = { books: books.books.length, lines }
  }
  const founding = foundingOf(priests, findings)
  if (priests.length === 0 || founding === null) return findings.count === 0 ? null : reportOf(priests, null, 0)
  const knownTo = Math.max(...[...beginnings.values()].map(({ passedTo }) => passedTo))
  const passedTo = judge({ disk, dir, priests, founding, chronicle, knownTo, findings, numbers, keepers, scribe })
  return reportOf(priests, founding, passedTo)

  function reportOf(of: readonly Priest[], founded: Founding | null, to: number): AuditReport {
    return {
      priests: of.map(priestReport),
      founding: founded,
      passedTo: to,
      checked: { priests: of.length, ballots: chronicle.casts, decrees: to, votes: chronicle.votes, promises },
      replayed,
      judged: numbers.size,
      unknownQuorums: chronicle.unknownQuorums,
      violations: findings.listed,
      violationCount: findings.count,
    }
  }
}

const NOTHING: Beginning = { batch: 0, passedTo: 0 }

const beginningOf = (reading: LedgerReading | null): Beginning =>
  reading === null ? NOTHING : { batch: reading.batch, passedTo: reading.inscribed.passedTo }

function foundingOf(priests: readonly Priest[], findings: Findings): Founding | null {
  let first: { readonly name: string; readonly founding: Founding } | null = null
  for (const { name, reading } of priests) {
    const { founding } = reading.inscribed
    if (founding === null) continue
    if (first === null) first = { name, founding }
    else if (textOf(first.founding) !== textOf(founding)) {
      const text = `${first.name} and ${name} belong to different foundings`
      const [a, b] = [`${first.name}: ${textOf(first.founding)}`, `${name}: ${textOf(founding)}`]
      findings.add('founding', 0, text, () => [a, b])
    }
  }
  return first?.founding ?? null
}

const textOf = ({ parliament, roll, alpha, law }: Founding): string =>
  `parliament ${parliament} of ${roll.map((seat) => `${legislatorText(seat)} (${seat.birth})`).join(', ')}, α ${alpha}, law ${law.name} ${law.version}`

/** What an audit has read. */
interface Read {
  readonly disk: Disk
  readonly dir: string
  readonly priests: readonly Priest[]
  readonly founding: Founding
  readonly chronicle: Chronicle
  /** All up to here had passed when the audit began. */
  readonly knownTo: number
  readonly findings: Findings
  /** For which the invariant is judged, by what. */
  readonly numbers: ReadonlySet<number>
  readonly keepers: ReadonlyMap<Name, Keeper>
  readonly scribe: BookScribe | null
}

/** Goes through all ledgers side by side, number by number. @returns up to where all passed decrees are known */
function judge(read: Read): number {
  const { disk, dir, priests, founding, chronicle, knownTo, findings, numbers, keepers, scribe } = read
  const truth = new Truth(founding, findings)
  const columns = priests.map(({ reading }) => new Column(reading.decrees()))
  const last = Math.max(chronicle.last, ...priests.map(({ reading }) => reading.inscribed.passedTo))
  for (let number = 1; number <= last; number++) {
    const held = columns.map((column) => column.take(number))
    const evidence = () => placesOf(disk, dir, priests, number, founding.law.name)
    const of: Case = { number, roll: truth.rollOf(number), priests, casts: chronicle.of(number) }
    const before = findings.count
    for (const { check, text } of judgeBallots(of)) findings.add(check, number, text, evidence)
    for (const [i, { name, reading }] of priests.entries()) {
      if (held[i] === null && reading.inscribed.holes.some(({ from, to }) => from <= number && number <= to))
        findings.add('no gaps', number, `the ledger of ${name} has lost it`, evidence)
    }
    const judgeMore = () => {
      if (!numbers.has(number)) return
      const isSettled = number <= knownTo
      const broken = judgeInvariant({ ...of, held, keepers, scribe, law: founding.law.name, isSettled })
      for (const { invariant, text } of broken) {
        // What the checks before it have said already is not said again.
        const isSaid = invariant === 'I1' && findings.count > before
        if (!isSaid) findings.add('invariant', number, `${invariant}: ${text}`, evidence)
      }
    }
    const passed = held.filter((one): one is HeldDecree => one?.passed === true)
    const [first] = passed
    if (first === undefined) {
      if (number <= knownTo)
        findings.add('no gaps', number, 'it is known to have passed, and no ledger holds it', evidence)
      judgeMore()
      continue
    }
    const decree = decreeKey(first.decree)
    if (passed.some((other) => decreeKey(other.decree) !== decree))
      findings.add('agreement', number, 'two decrees have passed under one number', evidence)
    if (number <= knownTo)
      for (const { check, text } of judgeHolders(decree, held, of)) findings.add(check, number, text, evidence)
    judgeMore()
    if (truth.number === number - 1) truth.pass(number, first.decree)
  }
  return truth.number
}

/** The decrees of one ledger, taken in the order of their numbers. */
class Column {
  private readonly decrees: Iterator<HeldDecree>
  private next: HeldDecree | null

  constructor(decrees: Iterator<HeldDecree>) {
    this.decrees = decrees
    this.next = this.step()
  }

  take(number: number): HeldDecree | null {
    while (this.next !== null && this.next.number < number) this.next = this.step()
    return this.next?.number === number ? this.next : null
  }

  private step(): HeldDecree | null {
    const { done, value } = this.decrees.next()
    return done === true ? null : value
  }
}

function priestReport({ name, birth, reading, isWhole }: Priest): PriestReport {
  const { passedTo, writtenTo, holes } = reading.inscribed
  const heldTo = isWhole ? writtenTo : Math.min(writtenTo, ...holes.map(({ from }) => from - 1))
  return { name, birth, passedTo, heldTo, findings: reading.findings }
}
