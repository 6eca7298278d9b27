import { BadFrame, CLOSE, decodeProofMessage, encodeProofMessage, isNonce, NONCE_BYTES } from '@paxon/wire'
import type { Clock } from './clock.js'
import type { CloseReason, Connection, Door, DoorName } from './network.js'
import type { Prover } from './prover.js'
import { TURNED_AWAY_BYTES_MAX, UNPROVED_BYTES_MAX, UNPROVED_MAX, UNPROVED_MS } from './proving-limits.js'
import { reading } from './reading.js'

export interface ProvingDoorOptions {
  readonly name: DoorName
  /** Where those go who have proved the secret. */
  readonly door: Door
  readonly prover: Prover
  readonly clock: Clock
  readonly randomHex: (bytes: number) => string
  /** Whether one more of this address may come now. */
  readonly mayCome: (address: string) => boolean
  readonly onTurnedAway: (connection: Connection, reason: CloseReason) => void
}

const ASKED: CloseReason = { code: CLOSE.UNPROVED, reason: 'a secret is asked for here: give it, --secret-file FILE' }
const WRONG: CloseReason = {
  code: CLOSE.UNPROVED,
  reason: 'the secret is another one than here: compare the two files',
}
const FULL: CloseReason = { code: CLOSE.OVERLOADED, reason: 'all places are taken' }
const LATE: CloseReason = { code: CLOSE.LATE, reason: `no proof of the secret in ${UNPROVED_MS} ms` }

/**
 * Stands before a door: nothing of a connection reaches the door before it has proved the secret. Those who have not hold
 * places of their own, so that they take none from those who have.
 */
export class ProvingDoor implements Door {
  readonly maxFrameBytes: number
  readonly maxConnections: number
  private readonly options: ProvingDoorOptions
  /** The longest there first, also those that were turned away and have not gone yet; each with what takes back its time limit. */
  private readonly strangers = new Map<Connection, () => void>()
  /** Those who went on to the door, and have not ended. */
  private readonly inside = new Set<Connection>()

  constructor(options: ProvingDoorOptions) {
    this.options = options
    this.maxFrameBytes = options.door.maxFrameBytes
    // One that is ended for another may take a turn to be gone.
    this.maxConnections = options.door.maxConnections + 2 * UNPROVED_MAX
  }

  mayCome(address: string): boolean {
    return this.options.mayCome(address)
  }

  onConnection(connection: Connection): void {
    const { clock, randomHex } = this.options
    this.makeRoom()
    this.strangers.set(
      connection,
      clock.after(UNPROVED_MS, () => this.turnAway(connection, LATE)),
    )
    connection.hearAtMost(UNPROVED_BYTES_MAX)
    connection.onClose = () => this.forget(connection)
    const { nonce } = connection
    if (nonce === null) return this.turnAway(connection, ASKED)
    if (!isNonce(nonce)) return this.turnAway(connection, { code: CLOSE.BAD_FRAME, reason: 'no nonce' })
    const listenerNonce = randomHex(NONCE_BYTES)
    connection.onFrame = (frame) => this.hear(connection, nonce, listenerNonce, frame)
    connection.send(encodeProofMessage({ type: 'challenge', nonce: listenerNonce }))
  }

  onEnded(connection: Connection): void {
    if (this.inside.delete(connection)) this.options.door.onEnded?.(connection)
  }

  private hear(connection: Connection, diallerNonce: string, listenerNonce: string, frame: Uint8Array): void {
    const { prover, name } = this.options
    const message = reading(decodeProofMessage, frame)
    // One try a connection.
    connection.onFrame = () => {}
    const bad = (reason: string) => this.turnAway(connection, { code: CLOSE.BAD_FRAME, reason })
    if (message instanceof BadFrame) return bad(message.message)
    if (message.type !== 'proof') return bad(`${message.type} comes out of turn`)
    const nonces = { door: name, diallerNonce, listenerNonce }
    prover.check({ ...nonces, role: 'dialler' }, message.mac, (holds) => {
      if (!holds) return this.turnAway(connection, WRONG)
      prover.prove({ ...nonces, role: 'listener' }, (mac) => this.letIn(connection, mac))
    })
  }

  private letIn(connection: Connection, mac: string): void {
    if (!this.strangers.has(connection)) return
    if (this.inside.size >= this.options.door.maxConnections) return this.turnAway(connection, FULL)
    this.forget(connection)
    this.inside.add(connection)
    connection.hearAtMost(null)
    connection.onClose = () => {}
    connection.send(encodeProofMessage({ type: 'proof', mac }))
    this.options.door.onConnection(connection)
  }

  private turnAway(connection: Connection, reason: CloseReason): void {
    const cancel = this.strangers.get(connection)
    if (cancel === undefined) return
    cancel()
    connection.onFrame = () => {}
    // It may be in the middle of a hello, and is to read why it has to go.
    connection.hearAtMost(TURNED_AWAY_BYTES_MAX)
    connection.close(reason.code, reason.reason)
    if (reason !== LATE && reason !== FULL) this.options.onTurnedAway(connection, reason)
  }

  private makeRoom(): void {
    if (this.strangers.size < UNPROVED_MAX) return
    const [oldest] = this.strangers.keys()
    if (oldest === undefined) return
    this.forget(oldest)
    oldest.terminate()
  }

  private forget(connection: Connection): void {
    this.strangers.get(connection)?.()
    this.strangers.delete(connection)
  }
}
