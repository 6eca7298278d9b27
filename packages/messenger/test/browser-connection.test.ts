import { BrowserConnection } from '../src/browser-connection.js'
import type { BrowserSocket } from '../src/browser-socket.js'
import { CLOSE_TIMEOUT_MS } from '../src/closing.js'
import { Ear } from './conformance/ear.js'

/** What a page's socket does only when a browser does it. */
class FakeSocket implements BrowserSocket {
  binaryType = ''
  readyState = 1
  bufferedAmount = 0
  onopen: BrowserSocket['onopen'] = null
  onclose: BrowserSocket['onclose'] = null
  onmessage: BrowserSocket['onmessage'] = null
  onerror: BrowserSocket['onerror'] = null
  readonly closes: unknown[][] = []

  send(data: Uint8Array): void {
    this.bufferedAmount += data.length
  }

  close(...said: unknown[]): void {
    this.readyState = 2
    this.closes.push(said)
  }

  hear(data: unknown): void {
    this.onmessage?.({ data })
  }
}

const HIGH_WATER_BYTES = 1_000

beforeEach(() => jest.useFakeTimers())
afterEach(() => jest.useRealTimers())

function connect(): { socket: FakeSocket; near: Ear } {
  const socket = new FakeSocket()
  return { socket, near: new Ear(new BrowserConnection(socket, 'ws://alpha:4701', 100, HIGH_WATER_BYTES)) }
}

test('P32: it drains when the browser has sent all but half of the mark, and not before', () => {
  const { socket, near } = connect()
  expect(near.connection.send([new Uint8Array(HIGH_WATER_BYTES)])).toBe(true)
  expect(near.connection.send([new Uint8Array(1)])).toBe(false)
  socket.bufferedAmount = HIGH_WATER_BYTES / 2 + 1
  jest.advanceTimersByTime(1_000)
  expect(near.drains).toBe(0)
  expect(near.connection.send([])).toBe(false)
  socket.bufferedAmount = HIGH_WATER_BYTES / 2
  jest.advanceTimersByTime(1_000)
  expect(near.drains).toBe(1)
  expect(near.connection.send([])).toBe(true)
})

test('a goodbye that nobody answers ends by itself, with the reason given, once', () => {
  const { socket, near } = connect()
  near.connection.close(4001, 'because')
  jest.advanceTimersByTime(CLOSE_TIMEOUT_MS - 1)
  expect(near.closes).toEqual([])
  jest.advanceTimersByTime(1)
  expect(near.closes).toEqual([{ code: 4001, reason: 'because' }])
  socket.onclose?.({ code: 1006, reason: '' })
  expect(near.closes.length).toBe(1)
  expect(socket.closes).toEqual([[4001, 'because']])
})

test('a code that a page may not say is not said, but told to its owner', () => {
  const { socket, near } = connect()
  near.connection.close(1001, 'the page is left')
  socket.onclose?.({ code: 1005, reason: '' })
  expect(socket.closes).toEqual([[]])
  expect(near.closes).toEqual([{ code: 1001, reason: 'the page is left' }])
})

test('a text frame ends it with 1003, and what is behind is not heard', () => {
  const { socket, near } = connect()
  socket.hear('text')
  socket.hear(new ArrayBuffer(1))
  jest.runAllTimers()
  expect([near.frames, near.closes]).toEqual([[], [{ code: 1003, reason: 'text frame' }]])
})

test('more than may come in ends it with 1009; without that limit, all comes in', () => {
  const { socket, near } = connect()
  near.connection.hearAtMost(10)
  socket.hear(new ArrayBuffer(10))
  near.connection.hearAtMost(null)
  socket.hear(new ArrayBuffer(100))
  expect(near.closes).toEqual([])
  near.connection.hearAtMost(10)
  socket.hear(new ArrayBuffer(11))
  jest.runAllTimers()
  expect(near.frames.map(({ length }) => length)).toEqual([10, 100])
  expect(near.closes.map(({ code }) => code)).toEqual([1009])
})
