import type { Disk } from '@paxon/ledger'
import { isName, type Name } from '@paxon/synod'
import type { Findings } from '../audit/violation.js'
import type { BookLine, EnteredLine, SaidLine } from '../book-line.js'
import { lineProse } from '../book-views.js'
import { type BookReading, readBook } from '../read-book.js'
import { saidSignature } from './signature.js'
import { type Passed, Steps } from './steps.js'

/** So many lines before the one that is no step are shown with it. */
const CONTEXT_LINES = 8

/** The messagebooks of an island, as they are now: what is written later is not read. */
export interface OpenBooks {
  readonly books: readonly NamedBook[]
  /** Opened after the others: on a living island what was heard was said before. */
  readonly sayers: readonly NamedBook[]
}

export function openBooks(disk: Disk, dir: string): OpenBooks {
  const open = (): NamedBook[] =>
    (disk.list(dir) ?? []).filter(isName).flatMap((name) => {
      const book = readBook(disk, `${dir}/${name}`)
      return book === null ? [] : [{ name, book }]
    })
  return { books: open(), sayers: open() }
}

export interface NamedBook {
  readonly name: Name
  readonly book: BookReading
}

/**
 * Replays messagebooks: each line must be a step that its author was allowed, and what one has heard another must have said. Of
 * each book the first line that is not is named.
 * @param onLine hears each line, whether it is such a step or not
 * @returns how many lines there were
 */
export function replay(
  { books, sayers }: OpenBooks,
  findings: Findings,
  onLine: (name: Name, line: BookLine) => void = () => {},
): number {
  const said = new Map(sayers.map(({ name, book }) => [name, signaturesOf(book)]))
  const passed: Passed = new Map()
  let lines = 0
  for (const { name, book } of books) {
    const steps = new Steps(passed)
    const before: BookLine[] = []
    let isFollowed = true
    for (const line of book.lines()) {
      lines += 1
      onLine(name, line)
      const why = isFollowed ? (steps.step(line) ?? unsaid(line, said)) : null
      before.push(line)
      if (before.length > CONTEXT_LINES) before.shift()
      if (why === null) continue
      const text = `line ${line.seq} of ${name} is no step that it was allowed: ${why}`
      findings.add('trace', null, text, () => [book.path, ...before.map(lineProse)])
      isFollowed = false
    }
  }
  return lines
}

/** Null, or why a line that was received was not sent. */
function unsaid(line: BookLine, said: ReadonlyMap<Name, ReadonlySet<number> | null>): string | null {
  if (line.type === 'Entered' || line.dir !== 'received' || isLoose(line)) return null
  const by = said.get(line.from.name)
  if (by === undefined || by === null || by.has(saidSignature(line))) return null
  return `${line.from.name} has not said this`
}

/** A "passed up to" may be heard where an earlier one was lost, and was then no news to its sender. */
const isLoose = (line: SaidLine): boolean => line.type === 'Success' || line.type === 'Page'

/** Null where the book does not have all lives of its priest: it was kept from later on, was put off, or lost with the ledger. */
function signaturesOf(book: BookReading): ReadonlySet<number> | null {
  const signatures = new Set<number>()
  let last: EnteredLine | null = null
  for (const line of book.lines()) {
    if (line.type === 'Entered') {
      const isFirst = !line.learner && line.start === 1 && line.passedTo === 0 && line.nextBal === null
      if (last === null ? !isFirst : line.start > last.start + 1) return null
      last = line
    } else if (line.dir === 'sent' && !isLoose(line)) signatures.add(saidSignature(line))
  }
  return signatures
}
