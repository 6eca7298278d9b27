import { drawPlan, failureText, type Plan, simulate } from '../src/index.js'

/** For a machine that is busy with other things. */
jest.setTimeout(60_000)

/** Seeds whose plan has a rival god, of the same roll or of another. */
function seedsOf(isWanted: (plan: Plan, rival: NonNullable<Plan['rival']>) => boolean, count: number): number[] {
  const seeds: number[] = []
  for (let seed = 1; seeds.length < count; seed++) {
    const plan = drawPlan(seed)
    if (plan.rival !== null && isWanted(plan, plan.rival)) seeds.push(seed)
  }
  return seeds
}

describe('P38: two gods race for the founding, killed between any two steps', () => {
  const sameRoll = seedsOf(({ priests }, { names }) => names.length === priests.length, 4)
  const others = seedsOf(({ priests }, { names }) => names.length < priests.length, 4)

  it.each(sameRoll)('and one parliament is founded, of the same roll (seed %i)', async (seed) => {
    const outcome = await simulate({ seed })
    if (outcome.ending !== 'clean') throw new Error(failureText(outcome))
    expect(outcome.decrees).toBeGreaterThan(3)
  })

  it.each(others)('and there is one parliament at most, of either roll (seed %i)', async (seed) => {
    const outcome = await simulate({ seed })
    if (outcome.ending !== 'clean') throw new Error(failureText(outcome))
  })
})
