import type { Connection, Listener } from '@paxon/messenger'
import {
  type Address,
  ALPHA_DEFAULT,
  Founder,
  type FounderWord,
  type Founding,
  type FoundingMessage,
  type FoundingStatus,
  type Name,
} from '@paxon/synod'
import {
  BadFrame,
  CLOSE,
  commonVersion,
  decodeGodMessage,
  encodeGodMessage,
  GOD_FRAME_BYTES_MAX,
  type GodHello,
  type GodMessage,
  ParliamentError,
  VERSIONS,
} from '@paxon/wire'
import { type GodAddress, listenAsGod } from './listen.js'
import { Presence } from './presence.js'
import { statusText } from './status-text.js'
import { until } from './waiting.js'

/** A connection that has not said who it is by then is closed (LATE). */
export const HELLO_MS = 3_000
/** The founder's beat, ms, times 1 to 2 at random. */
export const FOUNDING_BEAT_MS = 100
const DISMISS_MS = 3_000
const DISMISS_LOOK_MS = 10

/** Whoever started god is told what comes to pass. */
export interface GodListener {
  onMet(hello: GodHello): void
  onLost(name: Name): void
  onFounded(founding: Founding): void
  /** Nothing was founded, and a person must act: one sentence. */
  onStopped(why: string): void
  /** A command line wants all to leave. Resolves when they have; rejects with a sentence. */
  onDown(): Promise<void>
}

export interface GodOptions extends GodAddress {
  /** Whom to found. */
  readonly names: readonly Name[]
  readonly alpha?: number
  /** A random number in [0, 1). */
  readonly chance: () => number
  readonly listener: GodListener
}

interface Link {
  readonly hello: GodHello
  readonly connection: Connection
}

/**
 * God: proposes the founding and hands out addresses. It has no say in what is decided, and nothing depends on it once the
 * priests know each other. It keeps nothing: whatever it must know, the priests tell it when they connect.
 */
export class God {
  private readonly options: GodOptions
  private readonly founder: Founder
  private readonly presence: Presence
  private readonly links = new Map<Name, Link>()
  /** Those of priests that have gone stay: they come back to them. */
  private readonly addresses = new Map<Name, Address>()
  private listening: Listener | null = null
  private cancelBeat: () => void = () => {}
  private said = ''

  constructor(options: GodOptions) {
    const { names, randomHex, alpha = ALPHA_DEFAULT } = options
    this.options = options
    this.founder = new Founder({ names, god: randomHex(8), parliament: randomHex(16), alpha })
    this.presence = new Presence(options.clock, (name) => this.links.get(name)?.connection)
  }

  /** Listens. @throws ParliamentError USAGE when the port cannot be had */
  async enter(): Promise<void> {
    this.listening = await listenAsGod(this.options, this.greet)
    this.scheduleBeat()
    this.tellStatus()
  }

  /** The port that is listened on. */
  get port(): number {
    return this.listening?.port ?? this.options.port
  }

  get status(): FoundingStatus {
    return this.founder.status
  }

  get connected(): readonly Name[] {
    return [...this.links.keys()]
  }

  /** Tells all that are connected to leave, without a hand-over: everyone does. */
  tellAllToLeave(): void {
    for (const { connection } of this.links.values()) send(connection, { type: 'leave', all: true })
  }

  /** All leave, and god stays. @throws ParliamentError OUTCOME_UNKNOWN naming who is still connected after 3 s */
  async dismissAll(): Promise<void> {
    this.tellAllToLeave()
    const { clock } = this.options
    if (await until(clock, DISMISS_MS, DISMISS_LOOK_MS, () => this.links.size === 0)) return
    const left = this.connected.join(', ')
    throw new ParliamentError('OUTCOME_UNKNOWN', `${left} did not leave within ${DISMISS_MS} ms: see parliament status`)
  }

  /** Priests stay as they are. */
  async close(): Promise<void> {
    this.cancelBeat()
    const { listening } = this
    this.listening = null
    if (listening !== null) await new Promise<void>((resolve) => listening.close(resolve))
  }

  private readonly greet = (connection: Connection): void => {
    const cancel = this.options.clock.after(HELLO_MS, () => connection.close(CLOSE.LATE, 'no hello came'))
    connection.onClose = cancel
    connection.onFrame = (frame) => {
      cancel()
      const message = this.read(connection, frame)
      if (message?.type === 'hello') this.meet(connection, message)
      else if (message?.type === 'command') this.obey(connection, message)
      else if (message !== null) connection.close(CLOSE.BAD_FRAME, 'the first frame is neither a hello nor a command')
    }
  }

  private meet(connection: Connection, hello: GodHello): void {
    const { name } = hello
    if (commonVersion(hello.versions) === null)
      return connection.close(CLOSE.VERSION, `this god speaks versions ${VERSIONS.join(' to ')}`)
    const strange = this.founder.strangerTo(hello)
    if (strange !== null) {
      this.options.logger.warn({ event: 'turned away', priest: name, remote: connection.remote }, strange)
      return connection.close(CLOSE.WRONG_PARLIAMENT, strange)
    }
    this.links.get(name)?.connection.close(CLOSE.REPLACED, `a newer connection of ${name} took its place`)
    this.links.set(name, { hello, connection })
    connection.onFrame = (frame) => this.hear(connection, name, frame)
    connection.onClose = ({ code, reason }) => {
      if (this.links.get(name)?.connection !== connection) return
      this.links.delete(name)
      this.founder.lost(name)
      this.presence.lost(name)
      this.options.logger.info({ event: 'priest lost', priest: name, code, reason }, 'is gone')
      this.options.listener.onLost(name)
      this.tellStatus()
    }
    this.options.logger.info({ event: 'priest met', priest: name, birth: hello.birth, pid: hello.pid }, 'is here')
    this.note(name, hello.address)
    this.options.listener.onMet(hello)
    this.say(this.founder.met(hello))
    this.tellStatus()
  }

  private hear(connection: Connection, name: Name, frame: Uint8Array): void {
    const message = this.read(connection, frame)
    if (this.links.get(name)?.connection !== connection) return
    switch (message?.type) {
      case 'LastFoundingVote':
      case 'FoundingVoted':
      case 'FoundingRefused':
      case 'FoundingSuccess':
        this.say(this.founder.received(name, message))
        return this.tellStatus()
      case 'presence':
        return this.presence.told(name, message.present)
      case undefined:
        return
      default:
        connection.close(CLOSE.BAD_FRAME, `a priest does not say ${message?.type} here`)
    }
  }

  private obey(connection: Connection, { command, name }: Extract<GodMessage, { type: 'command' }>): void {
    connection.onFrame = () => connection.close(CLOSE.BAD_FRAME, 'one command a connection')
    connection.onClose = () => {}
    const answer = (error: string | null) => send(connection, { type: 'done', error })
    this.options.logger.info(
      { event: 'command', command, priest: name },
      `${name === undefined ? 'all are' : 'is'} to be ${command}`,
    )
    if (command === 'down') {
      this.options.listener.onDown().then(
        () => answer(null),
        (error: unknown) => answer(error instanceof Error ? error.message : String(error)),
      )
    } else if (name === undefined) answer(`${command} needs the name of a priest`)
    else this.presence.ask(name, command, answer)
  }

  private note(name: Name, address: Address): void {
    const before = this.addresses.get(name)
    const isNew = before?.peer !== address.peer || before.citizens !== address.citizens
    this.addresses.set(name, address)
    const message: GodMessage = { type: 'addresses', addresses: Object.fromEntries(this.addresses) }
    for (const [other, { connection }] of this.links) if (isNew || other === name) send(connection, message)
  }

  private say(words: readonly FounderWord[]): void {
    for (const { to, message } of words) {
      const link = this.links.get(to)
      if (link !== undefined) send(link.connection, message)
    }
  }

  /** Once for each thing that changes. */
  private tellStatus(): void {
    const { status } = this.founder
    const text = statusText(status)
    if (text === this.said) return
    this.said = text
    const { logger, listener } = this.options
    if (status.state === 'stopped') logger.error({ event: 'founding stopped' }, text)
    else logger.info({ event: 'founding', state: status.state }, text)
    if (status.state === 'founded') listener.onFounded(status.founding)
    if (status.state === 'stopped') listener.onStopped(status.why)
  }

  private scheduleBeat(): void {
    const { clock, chance } = this.options
    this.cancelBeat = clock.after(FOUNDING_BEAT_MS * (1 + chance()), () => {
      this.say(this.founder.beat())
      this.tellStatus()
      this.scheduleBeat()
    })
  }

  private read(connection: Connection, frame: Uint8Array): GodMessage | null {
    try {
      return decodeGodMessage(frame)
    } catch (error) {
      if (!(error instanceof BadFrame)) throw error
      this.options.logger.warn({ event: 'bad frame', remote: connection.remote }, error.message)
      connection.close(CLOSE.BAD_FRAME, error.message)
      return null
    }
  }
}

/** God says little: a priest for whom so much is buffered takes nothing any more. */
const BUFFERED_BYTES_MAX = 4 * GOD_FRAME_BYTES_MAX

function send(connection: Connection, message: GodMessage | FoundingMessage): void {
  if (connection.bufferedBytes > BUFFERED_BYTES_MAX) connection.terminate()
  else connection.send(encodeGodMessage(message))
}
