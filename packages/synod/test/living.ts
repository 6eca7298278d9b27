import { TIMING } from '../src/index.js'
import { Chamber, type ChamberOptions } from './chamber.js'

/** A parliament that lives by itself, at its own pace. */
export function living(priests: number, options: ChamberOptions = {}): Chamber {
  return new Chamber({ priests, timing: TIMING, silent: true, ...options })
}

export const presided = (chamber: Chamber) => () => chamber.presidents().length === 1

export function presidentOf(chamber: Chamber): string {
  const [president, other] = chamber.presidents()
  if (president === undefined || other !== undefined)
    throw new Error(`${chamber.presidents().join(' ') || 'nobody'} presides`)
  return president
}

/** The ballots that were begun, as the largest round that anyone tried. */
export const rounds = (chamber: Chamber) =>
  Math.max(...chamber.names.map((name) => chamber.core(name).lastTried?.round ?? 0))

/** Petitions until one passes at whoever presides. */
export function pass(chamber: Chamber, text: string, chance: () => number, ms = 10_000): boolean {
  let tag: number | null = null
  return chamber.live(ms, chance, () => {
    if (tag !== null && chamber.answered.has(tag)) return true
    if (tag !== null && !chamber.failed.has(tag)) return false
    const [president] = chamber.presidents()
    tag = president === undefined ? null : chamber.petition(president, text)
    return false
  })
}
