import { availableParallelism } from 'node:os'
import { EXIT, failureText, outcomeJson, outcomeText, simulate as run, simulateMany, Tally } from '@paxon/simulator'
import { command } from '../command.js'
import { print } from '../output.js'
import { wholeNumber } from '../readers.js'
import { flag, type Settings, value } from '../settings.js'

const settings = {
  seed: value('the seed, or the first of several', wholeNumber(0, Number.MAX_SAFE_INTEGER), {
    shown: '1',
    otherwise: 1,
  }),
  seeds: value('how many seeds to run, from the first on', wholeNumber(1, 10_000_000), { shown: '1', otherwise: 1 }),
  jobs: value('worker processes for several seeds', wholeNumber(1, 256), {
    shown: 'one for each processor',
    otherwise: availableParallelism(),
  }),
  verbose: flag('tell the story of a single seed as it happens'),
} satisfies Settings

export const simulate = command({
  usage: 'simulate',
  describe: 'run whole parliaments over a simulated network, clock and disk, with faults, each from one seed',
  settings,
  examples: [
    ['simulate --seed 7 --verbose', 'one parliament, told as it happens'],
    ['simulate --seed 1 --seeds 1000', 'a thousand; each failure is printed with the line that replays it'],
  ],
  run: async ({ values: { seed, seeds, jobs, verbose }, json }) =>
    seeds === 1 ? one(seed, verbose, json) : many({ seed, seeds, jobs }, json),
})

async function one(seed: number, verbose: boolean, json: boolean): Promise<number> {
  const outcome = await run({ seed, ...(verbose ? { onLine: tell } : {}) })
  if (outcome.ending !== 'clean') tell(failureText(outcome))
  print(json, outcomeJson(outcome), outcomeText(outcome))
  return EXIT[outcome.ending]
}

async function many(seeds: { seed: number; seeds: number; jobs: number }, json: boolean): Promise<number> {
  const tally = new Tally()
  const began = performance.now()
  await simulateMany({
    ...seeds,
    onOutcome: (outcome) => {
      tally.add(outcome)
      if (outcome.ending !== 'clean') tell(failureText(outcome))
    },
  })
  const wallMs = performance.now() - began
  print(json, tally.summary(wallMs), tally.summaryText(wallMs))
  return tally.exit
}

const tell = (text: string): void => {
  process.stderr.write(`${text}\n`)
}
