import { PAUSE_MS_MAX, PAUSE_MS_MIN } from './limits.js'

/**
 * How long to wait before the next try, in ms.
 * @param tries failed ones so far, from 0: each doubles the pause, up to PAUSE_MS_MAX
 * @param chance from [0, 1): half of the pause is left to it, so that many citizens do not come back all at once
 */
export const pauseMs = (tries: number, chance: number): number =>
  Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN * 2 ** tries) * (0.5 + chance / 2)
