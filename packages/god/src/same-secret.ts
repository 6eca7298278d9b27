import { type Clock, type Network, nodeMac, ProvingNetwork } from '@paxon/messenger'
import type { Name } from '@paxon/synod'
import { CITIZEN_FRAME_BYTES_MAX, CLOSE, encodeRequests, ParliamentError, VERSIONS } from '@paxon/wire'

/** How long a living priest may take to show whether it knows the secret. One that hangs is not asked for longer. */
const PROVE_MS = 1_000

interface Known {
  readonly network: Network
  readonly clock: Clock
  readonly randomHex: (bytes: number) => string
  readonly secret?: string
}

/**
 * Sees whether a living priest would be met by a god of this secret: else both would wait for each other without end.
 * @throws ParliamentError USAGE when its secret is another one, or only one side has one
 */
export async function refuseOtherSecret(name: Name, url: string, known: Known): Promise<void> {
  const why = await unprovedAt(url, known)
  if (why === null) return
  throw new ParliamentError(
    'USAGE',
    `${name} lives and does not know this secret (${why}): give the --secret-file that it was started with, or end it first`,
  )
}

/** Why the secret was not proved there; null when it was, or nobody says anything. */
function unprovedAt(url: string, { network: inner, clock, randomHex, secret }: Known): Promise<string | null> {
  const network = new ProvingNetwork(inner, { secret: secret ?? null, clock, randomHex, mac: nodeMac })
  const dial = { url, door: 'citizen', timeoutMs: PROVE_MS, maxFrameBytes: CITIZEN_FRAME_BYTES_MAX } as const
  return new Promise((resolve) => {
    network.dial(dial, (connection, failure) => {
      if (connection === null) return resolve(failure?.kind === 'unproved' ? failure.message : null)
      const late = clock.after(PROVE_MS, () => connection.close(1000, 'late'))
      connection.onFrame = () => connection.close(1000, 'done')
      connection.onClose = ({ code, reason }) => {
        late()
        resolve(code === CLOSE.UNPROVED ? `${url}: ${reason}` : null)
      }
      connection.send(encodeRequests([{ type: 'hello', versions: [...VERSIONS], parliament: null, seen: 0 }]))
    })
  })
}
