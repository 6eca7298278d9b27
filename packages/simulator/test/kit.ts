import { type Ending, type RunOptions, simulate } from '../src/index.js'

/** Runs seeds from 1 on until one is not clean. */
export async function firstFailure(
  options: Omit<RunOptions, 'seed'>,
  seeds = 12,
): Promise<{ ending: Ending; why: string }> {
  for (let seed = 1; seed <= seeds; seed++) {
    const { ending, why } = await simulate({ ...options, seed })
    if (ending !== 'clean') return { ending, why: why ?? '' }
  }
  return { ending: 'clean', why: '' }
}
