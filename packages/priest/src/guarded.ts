import { isLoopback, nodeMac, ProvingNetwork, weaknessOf } from '@paxon/messenger'
import { ParliamentError } from '@paxon/wire'
import type { Log } from './log.js'
import type { PriestOptions } from './priest-options.js'
import type { Surroundings } from './surroundings.js'

/**
 * Surroundings in which all that is dialled and listened for goes by way of the secret.
 * @throws ParliamentError USAGE for a weak secret, or none where others than this machine may come in
 */
export function guarded(surroundings: Surroundings, options: PriestOptions, log: Log): Surroundings {
  refuseExposure(options)
  const { clock, randomHex } = surroundings
  const network = new ProvingNetwork(surroundings.network, {
    secret: options.secret ?? null,
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

function refuseExposure({ listen, secret, insecure }: PriestOptions): void {
  const weakness = secret === undefined ? null : weaknessOf(secret)
  if (weakness !== null) throw new ParliamentError('USAGE', `the secret ${weakness}`)
  if (secret !== undefined || insecure === true || listen === undefined || isLoopback(listen.host)) return
  throw new ParliamentError(
    'USAGE',
    `${listen.host}:${listen.port} can be reached from other machines and no secret is asked for: give one with ` +
      'the option secret, listen on 127.0.0.1, or say insecure: true in a network where nobody else is',
  )
}
