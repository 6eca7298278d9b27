import { isLoopback } from '@paxon/messenger'
import { ParliamentError } from '@paxon/wire'
import type { HostPort } from './readers.js'
import { secretFile } from './secret.js'
import { flag } from './settings.js'

/** The settings of whatever listens. */
export const exposure = {
  'secret-file': secretFile,
  insecure: flag('listen beyond this machine without a secret, although anyone may come in'),
}

interface Exposure {
  readonly listen: HostPort
  readonly 'secret-file': string | null
  readonly insecure: boolean
}

/** @throws ParliamentError USAGE */
export function refuseExposure({ listen, 'secret-file': secret, insecure }: Exposure): void {
  if (isLoopback(listen.host) || secret !== null || insecure) return
  throw new ParliamentError(
    'USAGE',
    `${listen.host}:${listen.port} can be reached from other machines and no secret is asked for: give one with ` +
      '--secret-file FILE, listen on 127.0.0.1, or say --insecure in a network where nobody else is',
  )
}
