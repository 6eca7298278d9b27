import type { CloseReason, Connection } from '@paxon/messenger'
import { BadFrame, type CitizenReply, type CitizenRequest, CLOSE, decodeRequests, encodeReplies } from '@paxon/wire'
import { bytesOfReply, REPLIES_BYTES_MAX } from './owed.js'
import type { Asker } from './request.js'
import { split } from './split.js'

/** A slow citizen: beyond so many bytes that it does not take its connection is ended. */
const BUFFERED_BYTES_MAX = 8 * 1024 * 1024

export interface CitizenHandlers {
  onHello(connection: CitizenConnection, hello: Extract<CitizenRequest, { type: 'hello' }>): CloseReason | null
  onRequest(connection: CitizenConnection, request: Exclude<CitizenRequest, { type: 'hello' }>): void
  onEnded(connection: CitizenConnection): void
  /** The connection is closed for what the citizen did. */
  onFault(remote: string, reason: CloseReason): void
  /** Something was gathered for this connection. */
  onReply(): void
}

/** One citizen at the door: hello first, then requests; the replies of a turn leave in one frame as a rule. */
export class CitizenConnection implements Asker {
  readonly isPriest = false
  gone = false
  /** Requests that wait for a reply. */
  open = 0
  /** Takes back what ends it when no hello comes. */
  cancelLate: () => void = () => {}
  private readonly connection: Connection
  private readonly handlers: CitizenHandlers
  private greeted = false
  private replies: CitizenReply[] = []
  private bytes = 0

  constructor(connection: Connection, handlers: CitizenHandlers) {
    this.connection = connection
    this.handlers = handlers
    connection.onFrame = (frame) => this.received(frame)
    connection.onClose = () => this.ended()
  }

  /** Bytes of replies that it has not taken. */
  get owedBytes(): number {
    return this.bytes + this.connection.bufferedBytes
  }

  get isFull(): boolean {
    return this.gone || this.owedBytes > REPLIES_BYTES_MAX
  }

  reply(reply: CitizenReply): void {
    if (this.gone) return
    if (reply.type !== 'welcome') this.open -= 1
    this.replies.push(reply)
    this.bytes += bytesOfReply(reply)
    this.handlers.onReply()
  }

  flush(): void {
    if (this.replies.length === 0 || this.gone) return
    for (const part of split(this.replies)) this.connection.send(encodeReplies(part))
    this.drop()
    if (this.connection.bufferedBytes > BUFFERED_BYTES_MAX) this.close(CLOSE.OVERLOADED, 'replies are not taken')
  }

  /** What was gathered is not said. */
  drop(): void {
    this.replies = []
    this.bytes = 0
  }

  close(code: number, reason: string): void {
    if (this.gone) return
    this.flush()
    this.ended()
    this.connection.close(code, reason)
  }

  private ended(): void {
    if (this.gone) return
    this.gone = true
    this.cancelLate()
    this.handlers.onEnded(this)
  }

  private received(frame: Uint8Array): void {
    if (this.gone) return
    try {
      for (const request of decodeRequests(frame)) this.take(request)
    } catch (error) {
      if (!(error instanceof BadFrame)) throw error
      this.refuse({ code: CLOSE.BAD_FRAME, reason: error.message })
    }
  }

  private refuse(reason: CloseReason): void {
    if (this.gone) return
    this.close(reason.code, reason.reason)
    this.handlers.onFault(this.connection.remote, reason)
  }

  private take(request: CitizenRequest): void {
    if (this.gone) return
    if (request.type === 'hello') {
      if (this.greeted) throw new BadFrame('hello comes once')
      this.greeted = true
      this.cancelLate()
      const closing = this.handlers.onHello(this, request)
      if (closing !== null) this.refuse(closing)
      return
    }
    if (!this.greeted) throw new BadFrame('hello comes first')
    this.open += 1
    this.handlers.onRequest(this, request)
  }
}
