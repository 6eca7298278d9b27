import type { Chamber } from './chamber.js'
import { beat, catchUp, late, lose } from './readmitting.js'

/**
 * Five priests, alpha of the law 2. alpha presides in 1:alpha. gamma stands in 1:gamma: epsilon promises it, its answer is
 * late, and its ledger is lost. alpha gives epsilon its seat back by decree 2, and then x becomes decree 4, the first that the
 * later roll decides on: alpha, delta and epsilon.2 vote for it, a majority. Of decree 3 only alpha's vote is there. beta,
 * who voted for 2, promises 1:gamma, and gamma presides by the LastVotes of beta, gamma and the old epsilon: none of them
 * knows of anything above 2.
 *
 * @returns the tag of x
 */
export function laterRollOvertakes(chamber: Chamber): number {
  chamber.preside('alpha', ['beta', 'delta'])
  chamber.vote('alpha', 'beta', 'delta')
  beat(chamber, 'alpha', 'beta', 'gamma', 'delta', 'epsilon')
  catchUp(chamber, 'gamma', 'alpha')
  for (const name of chamber.names) chamber.settle(name)
  chamber.wait(chamber.timing.beatMs)
  chamber.tick('alpha')
  for (const name of ['beta', 'delta']) chamber.deliverAll('alpha', name, 'Beat')
  const answers = late(chamber, chamber.letters(null, 'alpha', 'BeatAnswer'))
  chamber.drop(null, null)
  chamber.elect('gamma', ['beta', 'epsilon'])
  chamber.settle('gamma')
  const asked = late(chamber, chamber.letters('gamma', 'beta', 'NextBallot'))
  chamber.deliver('gamma', 'epsilon', 'NextBallot')
  chamber.settle('epsilon')
  const old = late(chamber, chamber.letters('epsilon', 'gamma', 'LastVote'))
  lose(chamber, 'epsilon')
  chamber.drop(null, null)
  // The change; what is said of it first is lost, and is said again decree by decree.
  answers()
  for (const name of ['beta', 'delta']) chamber.deliverAll(name, 'alpha', 'BeatAnswer')
  beat(chamber, 'alpha', 'beta', 'delta', 'epsilon')
  chamber.settle('alpha')
  chamber.drop('alpha', null, 'BeginBallot')
  chamber.wait(1)
  beat(chamber, 'alpha', 'beta', 'delta', 'epsilon')
  chamber.vote('alpha', 'beta', 'delta')
  beat(chamber, 'alpha', 'epsilon')
  catchUp(chamber, 'epsilon', 'alpha')
  chamber.drop(null, null)
  const tag = chamber.petition('alpha', 'x')
  chamber.vote('alpha', 'delta', 'epsilon')
  chamber.drop(null, null)
  asked()
  chamber.deliver('gamma', 'beta', 'NextBallot')
  chamber.settle('beta')
  chamber.deliver('beta', 'gamma', 'LastVote')
  old()
  chamber.deliver('epsilon', 'gamma', 'LastVote')
  // gamma fetches 2, whose change it had not known, and fills the window with an olive-day as 3; alpha votes for it and resigns.
  chamber.deliver('gamma', 'alpha', 'Beat')
  chamber.deliver('alpha', 'gamma', 'BeatAnswer')
  for (const name of ['alpha', 'beta']) catchUp(chamber, 'gamma', name)
  chamber.vote('gamma', 'alpha', 'beta')
  if (!chamber.core('gamma').presides || chamber.core('gamma').heldTo !== 3) throw new Error('gamma does not hold 3')
  return tag
}
