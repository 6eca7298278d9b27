import { EventEmitter } from 'node:events'
import { type Connection, type Listener, WebSocketNetwork } from '@paxon/messenger'
import { nameOf } from '@paxon/synod'
import { type CitizenReply, type CitizenRequest, decodeRequests, encodeReplies } from '@paxon/wire'

const ALPHA = nameOf('alpha')
const PARLIAMENT = 'f'.repeat(32)
const FRAME_BYTES_MAX = 2 * 1024 * 1024

interface MutePriest {
  readonly url: string
  /** `asked`: a petition or an inquiry came. */
  readonly heard: EventEmitter
  readonly close: () => Promise<void>
}

/** A priest's door where sessions are opened, and petitions and inquiries taken and never answered. */
export async function openMutePriest(): Promise<MutePriest> {
  const heard = new EventEmitter()
  const onConnection = (connection: Connection) => {
    connection.onFrame = (frame) => {
      const requests = decodeRequests(frame)
      if (requests.some(({ type }) => type === 'petition' || type === 'inquiry')) heard.emit('asked')
      const replies = requests.flatMap(answer)
      if (replies.length > 0) connection.send(encodeReplies(replies))
    }
  }
  const citizen = { maxFrameBytes: FRAME_BYTES_MAX, maxConnections: 10, onConnection }
  const listener = await new Promise<Listener>((resolve, reject) => {
    new WebSocketNetwork().listen(
      { host: '127.0.0.1', port: 0, doors: { citizen }, onGet: () => null },
      (listener, error) => (listener === null ? reject(error) : resolve(listener)),
    )
  })
  const close = () => new Promise<void>((resolve) => listener.close(resolve))
  return { url: `ws://127.0.0.1:${listener.port}`, heard, close }
}

function answer(request: CitizenRequest): CitizenReply[] {
  if (request.type === 'hello')
    return [{ type: 'welcome', version: 1, parliament: PARLIAMENT, name: ALPHA, president: ALPHA, priests: {} }]
  if (request.type !== 'session') return []
  return [{ type: 'answer', id: request.id, parliament: PARLIAMENT, decree: 1, by: ALPHA, body: new Uint8Array(0) }]
}
