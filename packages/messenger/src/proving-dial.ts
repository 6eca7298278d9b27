import { BadFrame, CLOSE, decodeProofMessage, encodeProofMessage, NONCE_BYTES, type ProofRole } from '@paxon/wire'
import type { Clock } from './clock.js'
import { NETWORK_CLOSE } from './closing.js'
import type { CloseReason, Connection, DialFailure, DialOptions, Network } from './network.js'
import type { Prover } from './prover.js'
import { DIALLED_BYTES_MAX } from './proving-limits.js'
import { reading } from './reading.js'

export interface ProvingDialOptions {
  readonly inner: Network
  readonly clock: Clock
  readonly randomHex: (bytes: number) => string
  readonly prover: Prover
}

type DialDone = (connection: Connection | null, failure: DialFailure | null) => void

/** Dials, proves the secret to who listens there and has it proved by it; only then there is a connection. */
export function dialProving(given: ProvingDialOptions, options: DialOptions, done: DialDone): () => void {
  const { inner, clock, randomHex, prover } = given
  const { door, timeoutMs } = options
  const diallerNonce = randomHex(NONCE_BYTES)
  let listenerNonce: string | null = null
  const held: Uint8Array[] = []
  let ended: CloseReason | null = null
  let settled = false
  let cancelLate: () => void = () => {}
  let made: Connection | null = null
  const giveUpDial = inner.dial({ ...options, nonce: diallerNonce }, (connection, failure) => {
    if (connection === null) return settle() && done(null, failure)
    made = connection
    cancelLate = clock.after(timeoutMs, () =>
      fail(connection, 'unreachable', { code: CLOSE.LATE, reason: `no proof in ${timeoutMs} ms` }),
    )
    connection.hearAtMost(DIALLED_BYTES_MAX)
    connection.onFrame = (frame) => hear(connection, frame)
    connection.onClose = (reason) => fail(connection, kindOf(reason), reason)
  })
  return giveUp

  function hear(connection: Connection, frame: Uint8Array): void {
    if (settled) return
    const message = reading(decodeProofMessage, frame)
    const bad = (reason: string) => fail(connection, 'rejected', { code: CLOSE.BAD_FRAME, reason })
    if (message instanceof BadFrame) bad(message.message)
    else if (message.type === 'challenge' && listenerNonce === null) {
      listenerNonce = message.nonce
      prover.prove(facts('dialler', message.nonce), (mac) =>
        connection.send(encodeProofMessage({ type: 'proof', mac })),
      )
    } else if (message.type === 'proof' && listenerNonce !== null) {
      // What comes behind the proof, its end too, waits until it has been checked.
      connection.onFrame = (next) => held.push(next)
      connection.onClose = (reason) => {
        ended = reason
      }
      prover.check(facts('listener', listenerNonce), message.mac, (holds) => {
        if (holds) accept(connection)
        else
          fail(connection, 'unproved', { code: CLOSE.UNPROVED, reason: 'you do not know the secret that you ask for' })
      })
    } else bad(`${message.type} comes out of turn`)
  }

  function facts(role: ProofRole, nonce: string) {
    return { door, role, diallerNonce, listenerNonce: nonce }
  }
  function accept(connection: Connection): void {
    if (!settle()) return
    connection.hearAtMost(null)
    connection.onFrame = () => {}
    connection.onClose = () => {}
    done(connection, null)
    for (const frame of held) connection.onFrame(frame)
    if (ended !== null) connection.onClose(ended)
  }
  function fail(connection: Connection, kind: DialFailure['kind'], { code, reason }: CloseReason): void {
    if (!settle()) return
    connection.onClose = () => {}
    if (code >= CLOSE.GOING) connection.close(code, reason)
    const text = `closed (${code}${reason === '' ? '' : `: ${reason}`})`
    done(null, { kind, message: `${connection.remote}: ${kind === 'unproved' ? reason : text}` })
  }
  function settle(): boolean {
    if (settled) return false
    settled = true
    cancelLate()
    return true
  }
  function giveUp(): void {
    if (!settle()) return
    giveUpDial()
    made?.terminate()
  }
}

function kindOf({ code }: CloseReason): DialFailure['kind'] {
  if (code === CLOSE.UNPROVED) return 'unproved'
  return code === NETWORK_CLOSE.BROKEN ? 'unreachable' : 'rejected'
}
