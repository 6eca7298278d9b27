import type { LastVoteOnRecord } from './conditions.js'
import type { LastVote } from './messages.js'

/**
 * What one page of a LastVote says for one number, as the appendix has it.
 * @returns none where the page does not speak for the number, or says that it has passed
 */
export function lastVoteFor(number: number, by: string, page: LastVote): LastVoteOnRecord[] {
  if (number < page.from || (page.to !== null && number > page.to) || number <= page.passedTo) return []
  if (page.passed.some((run) => run.decrees[number - run.from] !== undefined)) return []
  for (const { ballot, from, decrees } of page.votes) {
    const decree = decrees[number - from]
    if (decree !== undefined) return [{ by, vote: { ballot, decree } }]
  }
  return [{ by, vote: null }]
}
