import { OLIVE_DAY } from '@paxon/synod'
import {
  BadFrame,
  DECREE_BYTES_MAX,
  decodeFrame,
  decodeHello,
  decodePeerFrame,
  decodeRequests,
  encodeFrame,
  encodePeerFrame,
  encodeRequests,
  HEAD_BYTES_MAX,
  MESSAGES_MAX,
  RUN_MAX,
} from '../src/index.js'
import { joined } from './arbitraries.js'

const page = (from: number, decrees: readonly Uint8Array[]) => ({ type: 'Page' as const, from, decrees, passedTo: 0 })
const olives = (count: number) => new Array<Uint8Array>(count).fill(OLIVE_DAY)
const peer = (...messages: ReturnType<typeof page>[]) => joined(encodePeerFrame({ messages, carried: [] }))

test('MESSAGES_MAX: so many messages, requests or carried parts in a frame and no more', () => {
  const asks = (count: number) =>
    joined(
      encodePeerFrame({
        messages: new Array(count).fill({ type: 'Ask', round: 1, heldTo: 1 }),
        carried: [],
      }),
    )
  expect(decodePeerFrame(asks(MESSAGES_MAX)).messages).toHaveLength(MESSAGES_MAX)
  expect(() => decodePeerFrame(asks(MESSAGES_MAX + 1))).toThrow(BadFrame)
  const requests = (count: number) => joined(encodeRequests(new Array(count).fill({ type: 'status', id: 1 })))
  expect(decodeRequests(requests(MESSAGES_MAX))).toHaveLength(MESSAGES_MAX)
  expect(() => decodeRequests(requests(MESSAGES_MAX + 1))).toThrow(BadFrame)
  const none = new Uint8Array(0)
  const petition = (id: number) => ({
    type: 'petition' as const,
    id,
    session: 1,
    seq: 1,
    acked: 0,
    left: 1,
    body: none,
  })
  const petitions = (count: number) => joined(encodeRequests(Array.from({ length: count }, (_, i) => petition(i))))
  expect(decodeRequests(petitions(MESSAGES_MAX))).toHaveLength(MESSAGES_MAX)
  expect(() => decodeRequests(petitions(MESSAGES_MAX + 1))).toThrow(BadFrame)
  const column = new Array(MESSAGES_MAX).fill(1)
  const heads = {
    type: 'petitions',
    session: 1,
    acked: 0,
    left: 1,
    ids: column,
    seqs: column,
    bytes: column.map(() => 0),
  }
  expect(() => decodeRequests(joined(encodeFrame([heads, heads], [])))).toThrow(BadFrame)
  const carried = (count: number) =>
    joined(encodePeerFrame({ messages: [], carried: new Array(count).fill(new Uint8Array(1)) }))
  expect(decodePeerFrame(carried(MESSAGES_MAX)).carried).toHaveLength(MESSAGES_MAX)
  expect(() => decodePeerFrame(carried(MESSAGES_MAX + 1))).toThrow(BadFrame)
})

test('a frame at the citizens’ door says something', () => {
  expect(() => decodeRequests(joined(encodeRequests([])))).toThrow(BadFrame)
})

test('RUN_MAX: so many decrees in all runs of a frame, olive-days or not, and no more', () => {
  expect(decodePeerFrame(peer(page(1, olives(RUN_MAX - 1)), page(1, olives(1)))).messages).toHaveLength(2)
  expect(() => decodePeerFrame(peer(page(1, olives(RUN_MAX)), page(1, olives(1))))).toThrow(BadFrame)
  expect(() => decodePeerFrame(peer(page(1, olives(RUN_MAX + 1))))).toThrow(BadFrame)
  const filled = new Array<Uint8Array>(RUN_MAX).fill(new Uint8Array(1))
  expect(decodePeerFrame(peer(page(1, filled))).messages).toHaveLength(1)
  expect(() => decodePeerFrame(peer(page(1, filled), page(1, olives(1))))).toThrow(BadFrame)
})

test('DECREE_BYTES_MAX: the largest decree goes through, one byte more does not', () => {
  expect(decodePeerFrame(peer(page(1, [new Uint8Array(DECREE_BYTES_MAX)]))).messages).toHaveLength(1)
  expect(() => decodePeerFrame(peer(page(1, [new Uint8Array(DECREE_BYTES_MAX + 1)])))).toThrow(BadFrame)
})

test('HEAD_BYTES_MAX: the longest head is read, one byte more is not', () => {
  const head = 'x'.repeat(HEAD_BYTES_MAX - 2)
  expect(decodeFrame(joined(encodeFrame(head, []))).head).toBe(head)
  expect(() => decodeFrame(joined(encodeFrame(`${head}x`, [])))).toThrow(BadFrame)
})

test('names and numbers in a hello keep to their ranges', () => {
  const hello = {
    type: 'hello',
    versions: [1, 1],
    name: 'alpha',
    incarnation: 1,
    birth: '0123456789abcdef',
    founding: null,
    law: { name: 'law', version: 1 },
    alpha: null,
    start: 1,
    batch: 0,
    life: '0123456789abcdef',
    remembers: [],
    addresses: {},
  }
  const said = (changed: object) => joined(encodeFrame({ ...hello, ...changed }, []))
  expect(decodeHello(said({}))).toEqual(hello)
  for (const changed of [
    { name: 'Alpha' },
    { name: 'a'.repeat(32) },
    { birth: '0123456789ABCDEF' },
    { incarnation: 0 },
    { law: { name: 'x'.repeat(201), version: 1 } },
    { remembers: new Array(65).fill(['0123456789abcdef', '0123456789abcdef', 1, 1, 0]) },
    { addresses: { beta: { peer: 'x'.repeat(301), citizens: '' } } },
    { versions: [0, 1] },
    { founding: undefined },
  ]) {
    expect(() => decodeHello(said(changed))).toThrow(BadFrame)
  }
})
