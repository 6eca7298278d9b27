import { type Identity, type Inscribed, inscribe, type Name, nothingInscribed } from '@paxon/synod'
import { ParliamentError } from '@paxon/wire'
import { type Batch, FIRST_LINK, Gathering, type Link } from './batch.js'
import type { Disk } from './disk.js'
import { type Folder, lastStart, readFolder } from './heads.js'
import type { Pending } from './last-page.js'
import type { OpeningCase } from './ledger.js'
import { type Header, pageName } from './page.js'
import type { Owner } from './page-maker.js'
import { copyOf } from './restatement.js'
import { RunIndex } from './run-index.js'
import { type Scanned, scanPages } from './scan.js'

/** What an opening found, and how the page with which it ends begins. */
export interface Opening {
  readonly case: OpeningCase
  readonly findings: readonly string[]
  readonly owner: Owner
  /** All before the fresh page's first batch. */
  readonly sum: Inscribed
  readonly index: RunIndex
  readonly before: Link
  /** The fresh page's first batch: the last one found, once more, since nobody knows whether it was synced (P35). */
  readonly batch: Batch
  readonly page: number
  /** Pages to be put aside once the fresh page is there. */
  readonly doubted: readonly number[]
  /** The bytes of the pages that stay. */
  readonly bytes: number
}

/** Who opens, and where from a birth is drawn. */
export interface Opener {
  readonly name: Name
  readonly drawBirth: () => Identity['birth']
}

/** Sentences are kept in headers, which have one block. */
const DOUBT_CHARACTERS_MAX = 500

/**
 * Reads a folder and decides on its case (docs/LEDGER.md has the table). Writes nothing; stops between pages.
 * @throws ParliamentError USAGE for the folder of another name or a later format, WRONG_PARLIAMENT for pages of two parliaments
 */
export function* readOpening(disk: Disk, folder: string, opener: Opener): Generator<void, Opening> {
  const found = yield* readFolder(disk, folder)
  refuseForeign(folder, found, opener.name)
  if (found.heads.length === 0) return found.nextPage === 1 ? fresh(opener) : inDoubt(found, null, opener, PAGES_GONE)
  const scanned = yield* scanPages(disk, folder, found.current)
  if (found.owner === null || scanned.doubt !== null)
    return inDoubt(found, scanned, opener, scanned.doubt ?? 'no header can be read')
  const doubt = mixedBirths(found, found.owner) ?? birthDoubt(scanned, found.owner)
  return doubt === null ? goneOn(found, scanned, scanned.last, found.owner) : inDoubt(found, scanned, opener, doubt)
}

const PAGES_GONE = 'pages were put aside here, and those that took their place are gone'

/** Case "foreign". */
function refuseForeign(folder: string, found: Folder, name: Name): void {
  const parliaments = new Set<string>()
  for (const { header } of found.heads) {
    if (header === null) continue
    if (header.me.name !== name)
      throw new ParliamentError(
        'USAGE',
        `${folder} is the ledger of ${header.me.name}, not of ${name}: give ${name} another folder`,
      )
    if (header.parliament !== null) parliaments.add(header.parliament)
  }
  if (parliaments.size > 1)
    throw new ParliamentError(
      'WRONG_PARLIAMENT',
      `${folder} has pages of different parliaments (${[...parliaments].join(', ')}): take out those that were put there`,
    )
}

/** Case "new". */
const fresh = (opener: Opener): Opening => ({
  case: 'new',
  findings: [],
  owner: {
    me: { name: opener.name, incarnation: 1, birth: opener.drawBirth() },
    start: 1,
    since: 1,
    doubt: null,
  },
  sum: nothingInscribed(),
  index: new RunIndex(),
  before: FIRST_LINK,
  batch: emptyBatch(),
  page: 1,
  doubted: [],
  bytes: 0,
})

/** Cases "whole", "torn" and "damaged, restated". */
function goneOn(found: Folder, scanned: Scanned, last: Pending, header: Header): Opening {
  const { sum, index, damaged, torn } = scanned
  return {
    case: damaged.length > 0 ? 'damaged, restated' : torn.length > 0 ? 'torn' : 'whole',
    findings: [...damaged, ...torn],
    owner: {
      me: seated(header.me, wholeSum(scanned)),
      start: lastStart(found) + 1,
      since: header.since,
      doubt: header.doubt,
    },
    sum,
    index,
    before: last.before,
    batch: last.batch,
    page: found.nextPage,
    doubted: found.doubted.map(({ page }) => page),
    bytes: found.current.reduce((bytes, { size }) => bytes + size, 0),
  }
}

/**
 * Case "in doubt": a new birth, which is on no roll, so it neither promises nor votes. Of what was inscribed only founding
 * and addresses are kept: they tell the learner where it belongs and who is there.
 */
function inDoubt(found: Folder, scanned: Scanned | null, opener: Opener, why: string): Opening {
  const { owner, heads, nextPage } = found
  const doubt = `of birth ${owner?.me.birth ?? 'unknown'}: ${why}`.slice(0, DOUBT_CHARACTERS_MAX)
  const known = scanned === null ? nothingInscribed() : wholeSum(scanned)
  return {
    case: 'in doubt',
    findings: [doubt, ...(scanned?.damaged ?? [])],
    owner: {
      me: { name: opener.name, incarnation: (owner?.me.incarnation ?? 1) + 1, birth: opener.drawBirth() },
      start: lastStart(found) + 1,
      since: nextPage,
      doubt,
    },
    sum: { ...nothingInscribed(), founding: known.founding, addresses: known.addresses, doubted: doubt },
    index: new RunIndex(),
    before: FIRST_LINK,
    batch: emptyBatch(),
    page: nextPage,
    doubted: heads.map(({ page }) => page),
    bytes: 0,
  }
}

/** The incarnation of a seat that the law gave this birth later. */
const seated = (me: Identity, { incarnation }: Inscribed): Identity =>
  incarnation === null ? me : { ...me, incarnation }

/** A page of another birth among ours was put there. */
function mixedBirths(found: Folder, owner: Header): string | null {
  const stray = found.current.find(({ header }) => header !== null && header.me.birth !== owner.me.birth)
  return stray === undefined ? null : `${pageName(stray.page)} is of another birth`
}

/** A peer remembers more of this birth than it holds (record Doubted): it must not vote any more. */
function birthDoubt(scanned: Scanned, owner: Header): string | null {
  const { doubted } = wholeSum(scanned)
  return doubted === owner.doubt ? null : doubted
}

/** The sum with the last batch. */
function wholeSum(scanned: Scanned): Inscribed {
  const sum = copyOf(scanned.sum)
  for (const { record } of scanned.last?.batch.records ?? []) inscribe(sum, record)
  return sum
}

const emptyBatch = (): Batch => new Gathering().finish(FIRST_LINK.batch + 1)
