import type { Chamber } from './chamber.js'
import { chanceOf } from './chance.js'
import { presidedOver } from './presided-over.js'

/** x and y have passed as 2 and 3. Only alpha knows, and its ledger has lost them; beta and gamma voted for them. */
function lost(): Chamber {
  const chamber = presidedOver()
  chamber.petition('alpha', 'x', 'y')
  chamber.vote('alpha', 'beta', 'gamma')
  chamber.wait(chamber.timing.passedToMs)
  chamber.tick('alpha')
  chamber.settle('alpha')
  chamber.drop('alpha', null)
  chamber.crash('alpha')
  chamber.ledgerOfAbsent('alpha').lose(2, 3)
  chamber.restart('alpha')
  expect(chamber.core('alpha')).toMatchObject({ passedTo: 3, heldTo: 1 })
  for (const name of ['beta', 'gamma']) expect(chamber.core(name).passedTo).toBe(1)
  return chamber
}

/** One more LastVote for alpha. */
function lastVoteOf(chamber: Chamber, name: string): void {
  chamber.deliver('alpha', name, 'NextBallot')
  chamber.settle(name)
  chamber.deliverAll(name, 'alpha', 'LastVote')
  chamber.settle('alpha')
}

test('P23: decrees that damage took from the only priest that knows them to have passed come back by the votes for them', () => {
  const chamber = lost()
  chamber.elect('alpha', ['beta', 'gamma'])
  chamber.settle('alpha')
  // One vote does not tell what passed, and who lacks decrees that nobody may have to give does not preside.
  lastVoteOf(chamber, 'beta')
  expect(chamber.core('alpha')).toMatchObject({ heldTo: 1, presides: false })
  lastVoteOf(chamber, 'gamma')
  expect(chamber.core('alpha')).toMatchObject({ heldTo: 3, presides: true })
  expect(chamber.law('alpha').slice(1)).toEqual(['x', 'y'])
  chamber.vote('alpha', 'beta')
  const isTold = () => ['beta', 'gamma'].every((name) => chamber.law(name)[2] === 'y')
  expect(chamber.live(5_000, chanceOf(1), isTold)).toBe(true)
  chamber.watcher.checkConditions()
})
