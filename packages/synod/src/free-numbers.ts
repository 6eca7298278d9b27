import type { Conduct } from './conduct.js'
import type { Rolls } from './rolls.js'

/**
 * How many numbers from the next on are free in this ballot: our own law says who decides on them, and a majority of these
 * have said in their LastVotes that they voted for none of them (section 3.1; P14). So a decree that is proposed after another
 * has passed gets a higher number (decree ordering, section 3.2.1).
 */
export function freeNumbers(c: Conduct, rolls: Rolls): number {
  if (c.next > rolls.reach || c.next <= c.lastVotes.highest || !isFreeFrom(c, rolls, c.next)) return 0
  return Math.min(rolls.reach, rolls.nextFrom(c.next) - 1) - c.next + 1
}

/** A majority's LastVotes cover this number and all that follow. @param number up to the reach of the rolls */
export function isFreeFrom({ lastVotes }: Conduct, rolls: Rolls, number: number): boolean {
  const roll = rolls.of(number)
  return roll.isMajority(lastVotes.coveringOnwards(number, roll))
}

/** A roll is known, in force or to be, of which no majority has given LastVotes for what it decides on. */
export function lacksLastVotes(c: Conduct, rolls: Rolls): boolean {
  const number = Math.max(rolls.latest.from, c.next)
  return number <= rolls.reach && !isFreeFrom(c, rolls, number)
}

/**
 * Nothing above `passedTo` can have passed in a lower ballot, nor anything that the law lacks: all that this one is bound to
 * has passed, and a majority of those who decide on the next number, a later roll's too, voted for none from there on.
 */
export function hasAllBefore(c: Conduct, rolls: Rolls, passedTo: number): boolean {
  if (rolls.lawAt < c.boundTo || passedTo < c.lastVotes.highest) return false
  return passedTo < rolls.reach && isFreeFrom(c, rolls, passedTo + 1)
}
