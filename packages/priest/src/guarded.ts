import { nodeMac, ProvingNetwork } from '@paxon/messenger'
import type { Log } from './log.js'
import type { Surroundings } from './surroundings.js'

/**
 * Surroundings in which all that is dialled and listened for goes by way of the secret.
 * @throws RangeError when it is empty
 */
export function guarded(surroundings: Surroundings, secret: string | null, log: Log): Surroundings {
  const { clock, randomHex } = surroundings
  const network = new ProvingNetwork(surroundings.network, {
    secret,
    clock,
    randomHex,
    mac: nodeMac,
    onTurnedAway: (who) => {
      const text = `${who.remote} was turned away at the door ${who.door}: ${who.reason}`
      log.warn({ event: 'turned away', ...who }, text)
    },
  })
  return { ...surroundings, network }
}
