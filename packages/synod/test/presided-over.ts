import { Chamber, type ChamberOptions } from './chamber.js'

/** alpha presides over beta and gamma, and one decree has passed. */
export function presidedOver(options: ChamberOptions = {}): Chamber {
  const chamber = new Chamber({ silent: true, ...options })
  chamber.preside('alpha', ['beta', 'gamma'])
  chamber.vote('alpha', 'beta', 'gamma')
  chamber.settleAll()
  chamber.wait(chamber.timing.passedToMs)
  for (const name of ['beta', 'gamma']) chamber.tick(name)
  chamber.settleAll()
  return chamber
}
