import { spawnSync } from 'node:child_process'
import { drawPlan, EXIT, FAULTS, failureText, simulate } from '../src/index.js'

const FIRST = 1
const COUNT = 24
const SEEDS = Array.from({ length: COUNT }, (_, i) => FIRST + i)
/** For a machine that is busy with other things; a run takes a tenth of a second as a rule. */
const TIMEOUT_MS = 60_000

jest.setTimeout(TIMEOUT_MS)

describe('a parliament from one seed', () => {
  it.each(SEEDS)('is clean with seed %i', async (seed) => {
    const outcome = await simulate({ seed })
    if (outcome.ending !== 'clean') throw new Error(failureText(outcome))
    // Where gods race with different rolls, nothing may be founded.
    if (outcome.plan.rival === null) expect(outcome.decrees).toBeGreaterThan(3)
  })

  it('has every kind of fault, two wipes at once that it bears, and a rival god, in one of these plans or another', () => {
    const plans = SEEDS.map(drawPlan)
    const drawn = new Set(plans.flatMap(({ faults }) => Object.keys(faults)))
    expect([...drawn].sort()).toEqual([...FAULTS].sort())
    // Three priests do not bear two wipes: there the fault is drawn and never strikes.
    const sizes = plans.filter(({ faults }) => 'wipe of two' in faults).map(({ priests }) => priests.length)
    expect(sizes).toContain(5)
    expect(plans.some(({ rival, godSteps }) => rival !== null && godSteps !== null)).toBe(true)
  })

  it('is judged soon though 45 additions to one counter have outcomes that nobody knows, with seed 9112380', async () => {
    expect(await simulate({ seed: 9_112_380 })).toMatchObject({ ending: 'clean', undecided: 0 })
  })

  it.each([
    ['the messenger repeats a request that was refused', 9_204_781],
    ['damage takes away which quorum a ballot rests on', 9_211_653],
    ['a vote that no sync ended for is gone', 9_217_061],
  ])('is clean where %s, with seed %i', async (_, seed) => {
    const outcome = await simulate({ seed })
    if (outcome.ending !== 'clean') throw new Error(failureText(outcome))
  })

  it('is the same at each run, and another with another seed', async () => {
    const [first, second, other] = [
      await simulate({ seed: 3 }),
      await simulate({ seed: 3 }),
      await simulate({ seed: 4 }),
    ]
    expect(second).toEqual(first)
    expect(other.trace).not.toBe(first.trace)
  })

  it('is the same in another process', () => {
    const traces = [0, 1].map(() => {
      const script = `import { simulate } from '@paxon/simulator'; console.log((await simulate({ seed: 3 })).trace)`
      return spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: __dirname, encoding: 'utf8' })
        .stdout
    })
    expect(traces[0]).toMatch(/^[0-9a-f]{16}\n$/)
    expect(traces[1]).toBe(traces[0])
  })

  it('tells its story, and what went wrong with the line that replays it', async () => {
    const lines: string[] = []
    const outcome = await simulate({
      seed: 5,
      onLine: (line) => lines.push(line),
      change: (plan) => ({ ...plan, safetyMs: 200, faults: {} }),
    })
    expect(outcome.ending).toBe('clean')
    expect(lines.join('\n')).toContain('presides in 1:')
    expect(failureText({ ...outcome, ending: 'wrong', why: 'two decrees passed' })).toMatch(
      /^seed 5: wrong: two decrees passed\nplan: \{"seed":5.*\n(.*\n)*to see it again: npx parliament simulate --seed 5 --verbose$/,
    )
  })

  it('has an exit code for each ending', () => {
    expect(EXIT).toEqual({ clean: 0, wrong: 1, 'no progress': 4, crash: 5 })
  })
})
