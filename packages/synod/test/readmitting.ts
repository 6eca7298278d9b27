import type { Chamber } from './chamber.js'
import type { Letter } from './letter.js'

/** The ledger of this priest is lost, and it comes back under a new birth. */
export function lose(chamber: Chamber, name: string): void {
  chamber.crash(name)
  chamber.wipe(name)
  chamber.restart(name)
}

/** A beat later the president looks at the clock; these hear its beat, and it hears what they answer to it. */
export function beat(chamber: Chamber, president: string, ...others: string[]): void {
  chamber.wait(chamber.timing.beatMs)
  chamber.tick(president)
  for (const other of others) {
    chamber.deliverAll(president, other, 'Beat')
    for (const type of ['BeatAnswer', 'SeatWanted'] as const) chamber.deliverAll(other, president, type)
  }
}

/** One page asked for and given. */
export function catchUp(chamber: Chamber, name: string, from: string): void {
  chamber.deliverAll(name, from, 'PageWanted')
  chamber.settle(from)
  chamber.deliverAll(from, name, 'Page')
  chamber.settle(name)
}

/** alpha presides on beta's word, decree 1 has passed, gamma's ledger is lost and gamma has learnt decree 1 anew. */
export function losesGamma(chamber: Chamber): void {
  chamber.preside('alpha', ['beta'])
  chamber.vote('alpha', 'beta')
  lose(chamber, 'gamma')
  beat(chamber, 'alpha', 'beta')
  chamber.deliverAll('alpha', 'gamma', 'Beat')
  catchUp(chamber, 'gamma', 'alpha')
  chamber.drop(null, null)
}

/** Letters that are late: taken off their way now, and put back on it by the function that is given back. */
export function late(chamber: Chamber, letters: readonly Letter[]): () => void {
  for (const letter of letters) chamber.lose(letter)
  return () => void chamber.pool.push(...letters)
}
