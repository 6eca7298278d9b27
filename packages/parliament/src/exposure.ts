import { ParliamentError } from '@paxon/wire'
import { type HostPort, isLoopback, text } from './readers.js'
import { flag, value } from './settings.js'

/** The settings of whatever listens. */
export const exposure = {
  'secret-file': value<string | null>('a file with the secret that priests and citizens must know', text, {
    env: 'PARLIAMENT_SECRET_FILE',
    otherwise: null,
  }),
  insecure: flag('listen beyond this machine although anyone may come in'),
}

interface Exposure {
  readonly listen: HostPort
  readonly 'secret-file': string | null
  readonly insecure: boolean
}

/** @throws ParliamentError USAGE */
export function refuseExposure({ listen, 'secret-file': secretFile, insecure }: Exposure): void {
  // To take a secret and not ask for it would be worse than to have none.
  if (secretFile !== null)
    throw new ParliamentError('USAGE', 'this version asks nobody for a secret: leave out --secret-file')
  if (isLoopback(listen.host) || insecure) return
  throw new ParliamentError(
    'USAGE',
    `${listen.host}:${listen.port} can be reached from other machines and no secret is asked for: listen on 127.0.0.1, ` +
      'or say --insecure in a network where nobody else is',
  )
}
