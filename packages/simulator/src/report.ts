import type { Outcome } from './run.js'
import { EXIT } from './verdict.js'

/** The one line that runs a seed again. */
export const replayLine = (seed: number): string => `npx parliament simulate --seed ${seed} --verbose`

/** A failure, for people: what is wrong, what was planned, what happened last, and how to see it again. */
export function failureText(outcome: Outcome): string {
  const { seed, ending, why, plan, lastLines } = outcome
  return [
    `seed ${seed}: ${ending}: ${why}`,
    `plan: ${JSON.stringify(plan)}`,
    'what happened last:',
    ...lastLines,
    `to see it again: ${replayLine(seed)}`,
  ].join('\n')
}

/** The sum of many runs. */
export class Tally {
  private readonly failed: Outcome[] = []
  private runs = 0
  private decrees = 0
  private answered = 0
  private actions = 0
  private undecided = 0
  private recoveryMsMax = 0

  add(outcome: Outcome): void {
    this.runs += 1
    this.decrees += outcome.decrees
    this.answered += outcome.calls.answered
    this.actions += outcome.actions
    this.undecided += outcome.undecided
    this.recoveryMsMax = Math.max(this.recoveryMsMax, outcome.recoveryMs ?? 0)
    if (outcome.ending !== 'clean') this.failed.push(outcome)
  }

  /** 0 when all were clean; else that of the worst: a wrong answer, then no progress, then a crash. */
  get exit(): number {
    const exits = this.failed.map(({ ending }) => EXIT[ending])
    return exits.length === 0 ? EXIT.clean : Math.min(...exits)
  }

  /** @param wallMs how long it took */
  summary(wallMs: number): object {
    return {
      event: 'simulated',
      seeds: this.runs,
      failed: this.failed.map(({ seed, ending }) => ({ seed, ending, replay: replayLine(seed) })),
      decrees: this.decrees,
      answered: this.answered,
      actions: this.actions,
      undecided: this.undecided,
      recoveryMsMax: this.recoveryMsMax,
      seedsPerSecond: Math.round((this.runs / wallMs) * 10_000) / 10,
    }
  }

  summaryText(wallMs: number): string {
    const rate = ((this.runs / wallMs) * 1_000).toFixed(1)
    const ends = this.failed.length === 0 ? 'all clean' : `${this.failed.length} not clean`
    return `${this.runs} seeds, ${ends}: ${this.decrees} decrees, ${this.answered} answers, ${rate} seeds/s`
  }
}

/** One run's last line: a result as JSON. */
export const outcomeJson = ({
  seed,
  ending,
  why,
  trace,
  virtualMs,
  actions,
  decrees,
  calls,
  faults,
  recoveryMs,
}: Outcome): object => ({
  event: 'simulated',
  seed,
  ending,
  why,
  trace,
  virtualMs,
  actions,
  decrees,
  calls,
  faults,
  recoveryMs,
  ...(ending === 'clean' ? {} : { replay: replayLine(seed) }),
})

export const outcomeText = ({ seed, ending, virtualMs, decrees, calls, faults, trace }: Outcome): string => {
  const struck = Object.entries(faults).map(([fault, count]) => `${fault} ${count}`)
  return [
    `seed ${seed}: ${ending}`,
    `${decrees} decrees in ${(virtualMs / 1_000).toFixed(1)} s of virtual time`,
    `${calls.answered} answers, ${calls.none} without effect, ${calls.unknown} unknown`,
    `faults: ${struck.join(', ') || 'none'}`,
    `trace ${trace}`,
  ].join('; ')
}
