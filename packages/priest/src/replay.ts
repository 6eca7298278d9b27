import type { LawBook } from '@paxon/law'
import type { Ledger } from '@paxon/ledger'
import { ParliamentError } from '@paxon/wire'

const REPLAY_BYTES = 4 * 1024 * 1024

/** Brings the law from the ledger up to a number, page by page, without keeping the loop from its other work. */
export function replay(ledger: Ledger, book: LawBook, upTo: number, done: (error: Error | null) => void): void {
  if (book.number >= upTo) return done(null)
  ledger.read(book.number, REPLAY_BYTES, (run, unreadable) => {
    if (unreadable !== null) return done(unreadable)
    if (run.decrees.length === 0) {
      const number = book.number + 1
      return done(
        new ParliamentError('LEDGER_FAILED', `the ledger says that it holds decree ${number} and does not give it`),
      )
    }
    try {
      for (const [i, decree] of run.decrees.entries()) {
        const number = run.from + i
        if (number === book.number + 1 && number <= upTo) book.apply(number, decree)
      }
    } catch (error) {
      return done(error instanceof Error ? error : new Error(String(error)))
    }
    replay(ledger, book, upTo, done)
  })
}
