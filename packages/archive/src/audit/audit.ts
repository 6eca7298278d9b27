import { type Disk, type HeldDecree, type LedgerReading, readLedger } from '@paxon/ledger'
import { type Founding, isName, legislatorText, type Name } from '@paxon/synod'
import { replayBooks } from '../trace/replay-books.js'
import { Chronicle } from './chronicle.js'
import { decreeKey } from './decree-key.js'
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
  /** Lines of messagebooks that were replayed; null where that was not asked for. */
  readonly lines: number | null
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
  const lines = trace ? replayBooks(disk, dir, findings) : null
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
  const founding = foundingOf(priests, findings)
  if (priests.length === 0 || founding === null) return findings.count === 0 ? null : reportOf(priests, null, 0)
  const knownTo = Math.max(...[...beginnings.values()].map(({ passedTo }) => passedTo))
  const passedTo = judge(disk, dir, priests, founding, chronicle, knownTo, findings)
  return reportOf(priests, founding, passedTo)

  function reportOf(of: readonly Priest[], founded: Founding | null, to: number): AuditReport {
    return {
      priests: of.map(priestReport),
      founding: founded,
      passedTo: to,
      checked: { priests: of.length, ballots: chronicle.casts, decrees: to, votes: chronicle.votes, promises },
      lines,
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

/** Goes through all ledgers side by side, number by number. @returns up to where all passed decrees are known */
function judge(
  disk: Disk,
  dir: string,
  priests: readonly Priest[],
  founding: Founding,
  chronicle: Chronicle,
  knownTo: number,
  findings: Findings,
): number {
  const truth = new Truth(founding, findings)
  const columns = priests.map(({ reading }) => new Column(reading.decrees()))
  const last = Math.max(chronicle.last, ...priests.map(({ reading }) => reading.inscribed.passedTo))
  for (let number = 1; number <= last; number++) {
    const held = columns.map((column) => column.take(number))
    const evidence = () => placesOf(disk, dir, priests, number, founding.law.name)
    const of: Case = { number, roll: truth.rollOf(number), priests, casts: chronicle.of(number) }
    for (const { check, text } of judgeBallots(of)) findings.add(check, number, text, evidence)
    for (const [i, { name, reading }] of priests.entries()) {
      if (held[i] === null && reading.inscribed.holes.some(({ from, to }) => from <= number && number <= to))
        findings.add('no gaps', number, `the ledger of ${name} has lost it`, evidence)
    }
    const passed = held.filter((one): one is HeldDecree => one?.passed === true)
    const [first] = passed
    if (first === undefined) {
      if (number <= knownTo)
        findings.add('no gaps', number, 'it is known to have passed, and no ledger holds it', evidence)
      continue
    }
    const decree = decreeKey(first.decree)
    if (passed.some((other) => decreeKey(other.decree) !== decree))
      findings.add('agreement', number, 'two decrees have passed under one number', evidence)
    if (number <= knownTo)
      for (const { check, text } of judgeHolders(decree, held, of)) findings.add(check, number, text, evidence)
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
