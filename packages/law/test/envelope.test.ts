import fc from 'fast-check'
import { decodeEnvelope, ENVELOPE_HEAD_BYTES_MAX, type Envelope, encodeEnvelope, readTime } from '../src/index.js'
import { bytesOf } from './helpers.js'

const whole = fc.oneof(fc.maxSafeNat(), fc.nat(300), fc.constantFrom(2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER))
const body = fc.uint8Array({ maxLength: 80 })
const anyEnvelope: fc.Arbitrary<Envelope> = fc.oneof(
  fc.record({ kind: fc.constant('decree'), session: whole, seq: whole, acked: whole, time: whole, body }),
  fc.record({ kind: fc.constant('session'), time: whole }),
  fc.record({ kind: fc.constant('inquire'), time: whole, body }),
  fc.record({
    kind: fc.constant('readmit'),
    name: fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/),
    birth: fc.stringMatching(/^[0-9a-f]{16}$/),
  }),
)
const timeOf = (envelope: Envelope) => (envelope.kind === 'readmit' ? null : envelope.time)
/** Bytes that nearly are an envelope: an envelope with one byte changed, cut or added. */
const nearly = fc
  .tuple(anyEnvelope, fc.nat(60), fc.nat(255), fc.constantFrom('change', 'cut', 'add'))
  .map(([envelope, at, byte, how]) => {
    const bytes = encodeEnvelope(envelope)
    if (how === 'cut') return bytes.slice(0, at)
    if (how === 'add') return Uint8Array.from([...bytes, byte])
    bytes[at % bytes.length] = byte
    return bytes
  })

test('an envelope is read back as it was written', () => {
  fc.assert(
    fc.property(anyEnvelope, (envelope) => {
      const bytes = encodeEnvelope(envelope)
      expect(decodeEnvelope(bytes)).toEqual(envelope)
      expect(readTime(bytes)).toBe(timeOf(envelope))
      expect(bytes.length).toBeGreaterThan(0)
      if ('body' in envelope) expect(bytes.length).toBeLessThanOrEqual(ENVELOPE_HEAD_BYTES_MAX + envelope.body.length)
    }),
  )
})

test('any bytes are null or the one encoding of an envelope, and readTime says the same', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), nearly), (bytes) => {
      const envelope = decodeEnvelope(bytes)
      expect(readTime(bytes)).toBe(envelope === null ? null : timeOf(envelope))
      if (envelope !== null) expect(encodeEnvelope(envelope)).toEqual(bytes)
    }),
    { numRuns: 2000 },
  )
})

test('the bytes of each kind are fixed: ledgers hold them', () => {
  const hex = (envelope: Envelope) => Buffer.from(encodeEnvelope(envelope)).toString('hex')
  expect(hex({ kind: 'decree', session: 1, seq: 2, acked: 3, time: 2 ** 53 - 1, body: bytesOf('hi') })).toBe(
    '01011fffffffffffff0000000000000100000000000002000000000000036869',
  )
  expect(hex({ kind: 'session', time: 258 })).toBe('010200000000000102')
  expect(hex({ kind: 'inquire', time: 258, body: bytesOf('?') })).toBe('0103000000000001023f')
  expect(hex({ kind: 'readmit', name: 'beta', birth: '0123456789abcdef' })).toBe(
    '0104303132333435363738396162636465662062657461',
  )
})

test('no envelope: the olive-day, another version, an unknown kind, a number above 2^53 - 1, a session with a body', () => {
  const session = encodeEnvelope({ kind: 'session', time: 7 })
  const changed = (at: number, byte: number) => {
    const bytes = session.slice()
    bytes[at] = byte
    return bytes
  }
  expect(decodeEnvelope(session)).toEqual({ kind: 'session', time: 7 })
  expect(decodeEnvelope(new Uint8Array(0))).toBeNull()
  expect(decodeEnvelope(changed(0, 2))).toBeNull()
  expect(decodeEnvelope(changed(1, 4))).toBeNull()
  expect(decodeEnvelope(changed(1, 0))).toBeNull()
  expect(decodeEnvelope(changed(2, 0x20))).toBeNull()
  expect(decodeEnvelope(Uint8Array.from([...session, 0]))).toBeNull()
  expect(decodeEnvelope(session.slice(0, -1))).toBeNull()
})

test.each([-1, 0.5, Number.NaN, 2 ** 53])('a number that is not whole or out of range is not encoded: %p', (time) => {
  expect(() => encodeEnvelope({ kind: 'session', time })).toThrow(RangeError)
  expect(() => encodeEnvelope({ kind: 'decree', session: 1, seq: time, acked: 0, time: 0, body: bytesOf('') })).toThrow(
    RangeError,
  )
})

test.each<Envelope>([
  { kind: 'inquire', time: 0, body: bytesOf('question') },
  { kind: 'decree', session: 1, seq: 1, acked: 0, time: 0, body: bytesOf('body') },
])('the body is a view of the bytes, not a copy: $kind', (envelope) => {
  const bytes = encodeEnvelope(envelope)
  const decoded = decodeEnvelope(bytes)
  if (decoded === null || !('body' in decoded)) throw new Error('it has no body')
  expect(decoded.body.buffer).toBe(bytes.buffer)
})
