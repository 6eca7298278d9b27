import { type Clock, type Connection, type Network, nodeMac, ProvingNetwork } from '@paxon/messenger'
import type { Name } from '@paxon/synod'
import { BadFrame, CLOSE, decodeGodMessage, encodeGodMessage, GOD_FRAME_BYTES_MAX, ParliamentError } from '@paxon/wire'

export interface GodCommand {
  readonly url: string
  readonly command: 'down' | 'absent' | 'present'
  readonly name?: Name
  readonly deadlineMs: number
  readonly network: Network
  readonly clock: Clock
  /** What god must know, and asks for; none unless given. */
  readonly secret?: string
  /** So many random bytes, as hex digits. */
  readonly randomHex: (bytes: number) => string
}

/**
 * Tells god what a command line wants, and waits until it is done.
 * @throws ParliamentError UNREACHABLE; WRONG_SECRET; BAD_REQUEST where god says why it was not done; OUTCOME_UNKNOWN
 */
export function commandGod(options: GodCommand): Promise<void> {
  const { url, deadlineMs, secret = null } = options
  const network = new ProvingNetwork(options.network, { ...options, secret, mac: nodeMac })
  const dial = { url, door: 'god', timeoutMs: deadlineMs, maxFrameBytes: GOD_FRAME_BYTES_MAX } as const
  return new Promise((resolve, reject) => {
    network.dial(dial, (connection, failure) => {
      if (connection !== null) return tell(connection, options, resolve, reject)
      if (failure?.kind === 'unproved') return reject(wrongSecret(failure.message))
      const why = `no god answers at ${url} (${failure?.message}): start it, or see --god`
      reject(new ParliamentError('UNREACHABLE', why))
    })
  })
}

function tell(
  connection: Connection,
  { command, name, deadlineMs, clock }: GodCommand,
  resolve: () => void,
  reject: (error: ParliamentError) => void,
): void {
  const unknown = (why: string) => reject(new ParliamentError('OUTCOME_UNKNOWN', `god ${why}: see parliament status`))
  const cancel = clock.after(deadlineMs, () => {
    unknown(`did not say within ${deadlineMs} ms whether "${command}" was done`)
    connection.terminate()
  })
  connection.onClose = ({ code, reason }) => {
    cancel()
    if (code === CLOSE.UNPROVED) return reject(wrongSecret(`${connection.remote}: ${reason}`))
    unknown(`went away before it said whether "${command}" was done`)
  }
  connection.onFrame = (frame) => {
    const error = readDone(frame)
    if (error === undefined) return
    if (error === null) resolve()
    else reject(new ParliamentError('BAD_REQUEST', error))
    cancel()
    connection.close(1000, 'done')
  }
  connection.send(encodeGodMessage({ type: 'command', command, ...(name === undefined ? {} : { name }) }))
}

const wrongSecret = (why: string) => new ParliamentError('WRONG_SECRET', why)

/** Undefined for any other message: god may learn to say more. */
function readDone(frame: Uint8Array): string | null | undefined {
  try {
    const message = decodeGodMessage(frame)
    return message.type === 'done' ? message.error : undefined
  } catch (error) {
    if (error instanceof BadFrame) return undefined
    throw error
  }
}
