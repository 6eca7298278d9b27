import type { Conduct } from './conduct.js'
import { type Decree, OLIVE_DAY, type Run } from './decree.js'
import type { Roll, SeatSet } from './roll.js'
import type { Rolls } from './rolls.js'

/** Decrees for unbroken numbers of one roll, chosen on the LastVotes of one quorum. */
export interface ChosenRun extends Run {
  readonly quorum: SeatSet
}

export interface Chosen {
  readonly runs: readonly ChosenRun[]
  /** The first number left open: no majority's LastVotes cover it. Null when there is none. */
  readonly firstOpen: number | null
}

/** Where the LastVotes leave a number free that others come after (section 3.1). */
const fillGap = (): Decree => OLIVE_DAY

/**
 * Step 3 for each of these numbers (section 3.1): by B3 the decree that a majority's LastVotes bind this ballot to; where they
 * leave it free, a gap is filled with an olive-day.
 * @param to up to the reach of the rolls
 * @param isSettled numbers that are not asked for
 */
export function chooseRuns(
  c: Conduct,
  rolls: Rolls,
  from: number,
  to: number,
  isSettled: (n: number) => boolean,
): Chosen {
  const runs: (ChosenRun & { readonly roll: Roll; readonly decrees: Run['decrees'][number][] })[] = []
  let firstOpen: number | null = null
  for (let number = from; number <= to; number++) {
    if (isSettled(number)) continue
    const roll = rolls.of(number)
    const quorum = c.lastVotes.covering(number, roll)
    if (!roll.isMajority(quorum)) {
      firstOpen ??= number
      continue
    }
    const decree = c.lastVotes.chooseByB3(number, roll, quorum) ?? fillGap()
    const last = runs[runs.length - 1]
    const goesOn = last !== undefined && last.from + last.decrees.length === number
    if (goesOn && last.roll === roll && last.quorum === quorum) last.decrees.push(decree)
    else runs.push({ from: number, decrees: [decree], quorum, roll })
  }
  return { runs, firstOpen }
}
