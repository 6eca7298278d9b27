import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { encodeGodMessage, encodeHello, encodePeerFrame, encodeRequests, type GodMessage } from '@paxon/wire'
import fc from 'fast-check'
import { godMessage, joined, peerFrame, peerHello, request } from '../../wire/test/arbitraries.js'
import { HostileFrames, sampled } from '../../wire/test/hostile-frames.js'
import { soon } from './processes/eventually.js'
import { type Running, Terminal } from './terminal.js'

let terminal: Terminal
beforeEach(() => {
  terminal = new Terminal()
})
afterEach(() => terminal.clear())

/** Strangers at each door in one round. */
const STRANGERS = 300
const AT_ONCE = 10
const MIB = 1024 * 1024
/** What the heap of a busy process goes up and down by; anything kept of each stranger would be more. */
const GROWTH_MAX = 24 * MIB

/** The same in every run. */
let state = 17
const chance = (): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return state / 2 ** 32
}

/** What may pass for a command without a secret is not sent: it would be obeyed. */
const isHarmless = (message: GodMessage) => message.type !== 'command'
const DOORS = {
  peer: new HostileFrames(
    sampled(
      fc.oneof(
        peerFrame.map((f) => joined(encodePeerFrame(f))),
        peerHello.map((h) => joined(encodeHello(h))),
      ),
    ),
    chance,
  ),
  citizen: new HostileFrames(
    sampled(fc.array(request, { minLength: 1, maxLength: 3 }).map((all) => joined(encodeRequests(all)))),
    chance,
  ),
  god: new HostileFrames(sampled(godMessage.filter(isHarmless).map((m) => joined(encodeGodMessage(m)))), chance),
} as const
type DoorName = keyof typeof DOORS

/** A frame of RFC 6455 from a client; its mask is nothing, so that the bytes stay as they are. */
function framed(opcode: number, payload: Uint8Array, length = payload.length): Buffer {
  const head = Buffer.alloc(14)
  head.writeUInt8(0x80 | opcode, 0)
  head.writeUInt8(0x80 | 127, 1)
  head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, payload])
}
const binary = (payload: Uint8Array) => framed(2, payload)

const head = (door: string, protocol = 'parliament.v1') =>
  Buffer.from(
    `GET /${door} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
  )

interface Kind {
  readonly what: string
  readonly bytes: (door: DoorName) => Buffer
  /** The first line of the answer, or the close code behind a 101; null where any end will do. */
  readonly answer: RegExp | null
}

const KINDS: readonly Kind[] = [
  {
    what: 'text',
    bytes: (door) => Buffer.concat([head(door), framed(1, Buffer.from('{"type":"hello"}'))]),
    answer: /^(1003|4001)$/,
  },
  {
    what: 'a frame that is too large',
    bytes: (door) => Buffer.concat([head(door), framed(2, Buffer.alloc(1_000), 17 * MIB)]),
    answer: /^1009$/,
  },
  {
    what: 'part of a large frame',
    bytes: (door) => Buffer.concat([head(door), framed(2, Buffer.alloc(100_000), 200_000)]),
    answer: null,
  },
  { what: 'another subprotocol', bytes: (door) => head(door, 'chat'), answer: /^HTTP\/1\.1 400/ },
  { what: 'half of a handshake', bytes: (door) => head(door).subarray(0, 120), answer: null },
  { what: 'no such door', bytes: () => head('back'), answer: /^HTTP\/1\.1 404/ },
  { what: 'no HTTP', bytes: () => randomBytes(200), answer: null },
  ...Array.from({ length: 5 }, () => ({
    what: 'frames that nobody should send',
    bytes: (door: DoorName) =>
      Buffer.concat([head(door), ...Array.from({ length: 4 }, () => binary(DOORS[door].next()))]),
    answer: null,
  })),
]

/** Says it all at once and hangs up. @returns how it was answered */
function stranger(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const heard: Buffer[] = []
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes))
    socket.on('data', (part) => heard.push(part))
    // A reset is an end too.
    socket.on('error', () => {})
    socket.once('close', () => resolve(answerIn(Buffer.concat(heard))))
  })
}

/** The close code behind the 101 and whatever frames come before it, or the first line. */
function answerIn(bytes: Buffer): string {
  const line = bytes.toString('latin1').split('\r\n', 1)[0] ?? ''
  if (!line.includes(' 101 ')) return line
  let at = bytes.indexOf('\r\n\r\n') + 4
  while (at + 1 < bytes.length) {
    const short = bytes.readUInt8(at + 1) & 127
    const size = short === 126 ? bytes.readUInt16BE(at + 2) : short
    if ((bytes.readUInt8(at) & 15) === 8) return size < 2 ? 'closed' : String(bytes.readUInt16BE(at + 2))
    at += (short === 126 ? 4 : 2) + size
  }
  return line
}

async function round(ports: Readonly<Record<DoorName, number>>): Promise<void> {
  for (const door of ['peer', 'citizen', 'god'] as const)
    for (let count = 0; count < STRANGERS; count += AT_ONCE) {
      const all = Array.from({ length: AT_ONCE }, async (_, each) => {
        const kind = KINDS[(count + each) % KINDS.length]
        if (kind === undefined) throw new Error('there is no such kind')
        const answer = await soon(`the end of ${kind.what} at ${door}`, stranger(ports[door], kind.bytes(door)))
        if (kind.answer !== null)
          expect(`${kind.what} at ${door}: ${answer}`).toMatch(new RegExp(`: ${kind.answer.source.replace('^', '')}`))
      })
      await Promise.all(all)
    }
}

const residentBytes = ({ child }: Running): number =>
  1_024 * Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1])

test('P32: over real sockets, at all three doors: what nobody should send ends that connection, and memory is where it was', async () => {
  const flags = ['--max-semi-space-size=1', '--max-old-space-size=64']
  const env = { NODE_OPTIONS: flags.join(' ') }
  const god = terminal.start(['god', '--found', 'alpha', '--listen', '127.0.0.1:0', '--json'], { env })
  const { god: url } = JSON.parse(await god.line('listening')) as { god: string }
  const priest = terminal.start(['priest', '--name', 'alpha', '--god', url, '--listen', '127.0.0.1:0'], { env })
  const { citizens } = JSON.parse(await priest.line('"event":"listening"')) as { citizens: string }
  await god.line('founded')
  const door = Number(new URL(citizens).port)
  const ports = { peer: door, citizen: door, god: Number(new URL(url).port) }

  await round(ports)
  const before = [residentBytes(god), residentBytes(priest)]
  for (let rounds = 0; rounds < 2; rounds++) await round(ports)
  const grown = [residentBytes(god), residentBytes(priest)].map((bytes, at) => bytes - (before[at] ?? 0))
  for (const bytes of grown) expect(bytes).toBeLessThan(GROWTH_MAX)

  const at = ['--at', citizens]
  await terminal.json(['decree', 'put', 'x', '3', ...at])
  expect(await terminal.json(['inquire', 'x', ...at])).toMatchObject([{ value: '3' }])
  expect(await terminal.run(['down', '--god', url])).toMatchObject({ code: 0 })
  expect([(await god.ended).code, (await priest.ended).code]).toEqual([0, 0])
})
