import { join } from 'node:path'
import { type Ledger, openLedger } from '@paxon/ledger'
import { birthOf, type Name } from '@paxon/synod'
import type { PriestOptions } from './priest-options.js'
import type { Surroundings } from './surroundings.js'

/** Opens the ledger of a priest in `DIR/NAME`. @throws ParliamentError as {@link openLedger} tells */
export function openLedgerOf(name: Name, options: PriestOptions, surroundings: Surroundings): Promise<Ledger> {
  const { disk, randomHex, clock, endOfTurn } = surroundings
  const { dir, pageBytes } = options
  return new Promise((resolve, reject) => {
    openLedger(
      {
        disk,
        folder: join(dir, name),
        name,
        drawBirth: () => birthOf(randomHex(8)),
        now: () => clock.now(),
        later: endOfTurn,
        ...(pageBytes === undefined ? {} : { pageBytes }),
      },
      (result) => (result.ok ? resolve(result.ledger) : reject(result.error)),
    )
  })
}
