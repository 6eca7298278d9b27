import { parseArgs } from 'node:util'
import { isBuilt } from './product.js'

export const USAGE = `npm run bench -- [--rounds 5] [--seconds 2] [--warm-up 10] [--only floor|product] [--messagebook [--keep-books]]
Times decrees of 100 bytes through one citizen's connection, with 1, 64 and 256 in flight: three priests against a bare
loop of three processes (bench/floor), in turn. Each round starts both anew and warms them up, with 64 in flight, then for 2 s at each number in flight
before it is measured; --seconds is for each of these. --warm-up 0 measures the first seconds of a life.
--messagebook: three parliaments instead, living side by side, one without and two with messagebooks, which are
emptied behind each slice unless --keep-books.`

const OPTIONS = {
  rounds: { type: 'string', default: '5' },
  seconds: { type: 'string', default: '2' },
  'warm-up': { type: 'string', default: '10' },
  only: { type: 'string' },
  messagebook: { type: 'boolean', default: false },
  'keep-books': { type: 'boolean', default: false },
}

/**
 * @param {string[]} args
 * @returns {{ rounds: number, seconds: number, warmUp: number, sides: string[], messagebook: boolean, keepBooks: boolean, error?: undefined } | { error: string }}
 */
export function settings(args) {
  let values
  try {
    values = parseArgs({ args, options: OPTIONS }).values
  } catch (wrong) {
    return { error: wrong.message }
  }
  const rounds = Number(values.rounds)
  const seconds = Number(values.seconds)
  const warmUp = Number(values['warm-up'])
  const sides = ['floor', 'product'].filter((side) => values.only === undefined || values.only === side)
  if (!Number.isInteger(rounds) || rounds < 1) return { error: `--rounds ${values.rounds}: not a whole number from 1` }
  if (!(seconds > 0)) return { error: `--seconds ${values.seconds}: not a number above 0` }
  if (!(warmUp >= 0)) return { error: `--warm-up ${values['warm-up']}: not a number from 0` }
  if (sides.length === 0) return { error: `--only ${values.only}: neither floor nor product` }
  if (values.messagebook && values.only !== undefined) return { error: '--messagebook has no --only' }
  if (values['keep-books'] && !values.messagebook) return { error: '--keep-books goes with --messagebook' }
  if (sides.includes('product') && !isBuilt()) return { error: 'The packages are not built: `npm run build` first.' }
  return { rounds, seconds, warmUp, sides, messagebook: values.messagebook, keepBooks: values['keep-books'] }
}
