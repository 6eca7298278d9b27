import type { Disk } from '@paxon/ledger'
import { type BookLine, bookLine } from './book-line.js'

/** In a priest's folder. */
export const BOOK_FILE = 'messagebook.jsonl'
const CHUNK_BYTES = 1024 * 1024
const NEWLINE = 0x0a

/** A messagebook as it was when reading began; its priest may live and write on. */
export interface BookReading {
  readonly path: string
  /** In order, read as it goes: a long book is never held as a whole. What does not parse is skipped. */
  lines(): Generator<BookLine>
  /** The same lines as they stand there. */
  texts(): Generator<string>
}

/** A book whose lines are at hand. */
export const bookOfTexts = (path: string, texts: () => Iterable<string>): BookReading => ({
  path,
  lines: () => linesOf(texts()),
  *texts() {
    yield* texts()
  },
})

/** @param folder DIR/NAME. @returns null where no messagebook is kept */
export function readBook(disk: Disk, folder: string): BookReading | null {
  const path = `${folder}/${BOOK_FILE}`
  if (!(disk.list(folder) ?? []).includes(BOOK_FILE)) return null
  const size = disk.size(path)
  return bookOfTexts(path, () => textsOf(disk, path, size))
}

function* linesOf(texts: Iterable<string>): Generator<BookLine> {
  for (const text of texts) {
    const line = bookLine(text)
    if (line !== null) yield line
  }
}

function* textsOf(disk: Disk, path: string, size: number): Generator<string> {
  let rest: Buffer = Buffer.alloc(0)
  for (let offset = 0; offset < size; offset += CHUNK_BYTES) {
    const chunk = disk.read(path, offset, Math.min(CHUNK_BYTES, size - offset))
    let from = 0
    const bytes = Buffer.concat([rest, chunk])
    for (let end = bytes.indexOf(NEWLINE, rest.length); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      yield bytes.toString('utf8', from, end)
      from = end + 1
    }
    rest = bytes.subarray(from)
  }
  if (rest.length > 0) yield rest.toString('utf8')
}
