import { join } from 'node:path'
import { type Ledger, type Opened, openLedger } from '@paxon/ledger'
import { birthOf, type Name } from '@paxon/synod'
import type { Log } from './log.js'
import type { PriestOptions } from './priest-options.js'
import type { Surroundings } from './surroundings.js'

/** Says how the ledger was found, and what was made good in it. */
export function logOpened(log: Log, opened: Opened, port: number): void {
  const { case: found, me, start, findings } = opened
  log.info({ event: 'entered', case: found, birth: me.birth, start, port }, `entered; its ledger was ${found}`)
  for (const finding of findings) log.warn({ event: 'ledger', case: found }, finding)
}

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
