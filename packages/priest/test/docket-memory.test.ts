import { decodeRequests, encodeRequests } from '@paxon/wire'
import { bufferBytes, retainedBytes } from '../../law/test/retained.js'
import { carryRequests, lifeOf, readCarried } from '../src/forwarding.js'
import { type Asked, type Request, request } from '../src/request.js'
import { Asking, BETA, Bench, inquiry, petition } from './docket-bench.js'
import { Island } from './island.js'

const MIB = 1024 * 1024
const LEFT_MS = 3_600_000
const SHORT_BYTES = 40
/** How often the docket is told the time by its priest, ms. */
const EXPIRE_MS = 100

/** As it comes to a priest: all of them in one frame. */
function inOneFrame(...asked: readonly Asked[]): Asked[] {
  const [frame = new Uint8Array(0)] = encodeRequests(asked)
  return decodeRequests(frame) as Asked[]
}

/** The same from another priest. */
function handedOn(...asked: readonly Asked[]): readonly Asked[] {
  const carried = readCarried(carryRequests(lifeOf('00000000000000bb'), asked))
  return carried.kind === 'requests' ? carried.requests : []
}

const short = (asked: Asked): Asked => ({ ...asked, left: LEFT_MS, body: new Uint8Array(SHORT_BYTES).fill(7) }) as Asked
/** Answered in the turn in which it comes. */
const long = (bytes = 2 * MIB - 1_000): Asked => inquiry(2, 'local', 0, bytes)

/** The first of a frame, given to the docket. */
function submitted(bench: Bench, [asked]: readonly Asked[], asker = bench.citizen): Request {
  const first = request(asker, asked as Asked, bench.clock.now() + LEFT_MS)
  bench.docket.submit(first)
  return first
}

const bodyOf = ({ asked }: Request): Uint8Array => ('body' in asked ? asked.body : new Uint8Array(0))

const WAYS: readonly (readonly [string, Asked, (bench: Bench) => void])[] = [
  ['for a president', petition(1), (bench) => bench.docket.sendOn()],
  ['for a president, as an inquiry', inquiry(1), (bench) => bench.docket.sendOn()],
  ['for the law', inquiry(1, 'at-least', 9), (bench) => bench.docket.sendOn()],
  ['for its decree to pass', petition(1), (bench) => bench.presidesNow()],
  ['for a round', inquiry(1), (bench) => bench.presidesNow()],
  ['for the president that it was handed on to', petition(1), (bench) => bench.hearsNow(BETA)],
]

test.each(WAYS)('P32: of a request that waits %s its body is kept, not all of the frame', (_, asked, wait) => {
  const isPriests = [inOneFrame, handedOn]
  for (const come of isPriests) {
    for (const beside of [long(), long(60_000), petition(2, 60_000)]) {
      const bench = new Bench()
      const waiting = submitted(bench, come(short(asked), beside))
      wait(bench)
      bench.pass(EXPIRE_MS)
      bench.pass(EXPIRE_MS)
      expect(bench.citizen.told).toEqual([])
      expect(bodyOf(waiting)).toEqual(new Uint8Array(SHORT_BYTES).fill(7))
      expect(bodyOf(waiting).buffer.byteLength).toBe(SHORT_BYTES)
    }
  }
})

test('what does not wait for long, or is most of its frame, is not copied', () => {
  const bench = new Bench()
  const waiting = submitted(bench, inOneFrame(short(petition(1)), long()))
  const large = submitted(bench, inOneFrame(petition(3, MIB), petition(4, MIB / 2)))
  const [body, largeBody] = [bodyOf(waiting), bodyOf(large)]
  bench.pass(EXPIRE_MS)
  expect(bodyOf(waiting)).toBe(body)
  bench.pass(EXPIRE_MS)
  expect(bodyOf(large)).toBe(largeBody)
})

test('a request that was copied is proposed and answered as it would have been', () => {
  const bench = new Bench()
  submitted(bench, inOneFrame(short(petition(1)), long()))
  for (let times = 0; times < 3; times++) bench.pass(EXPIRE_MS)
  bench.hearsNow(BETA)
  expect(bench.carried.flatMap(({ requests }) => requests)).toMatchObject([
    { type: 'petition', seq: 1, left: LEFT_MS - 3 * EXPIRE_MS, body: new Uint8Array(SHORT_BYTES).fill(7) },
  ])
  bench.docket.replied(BETA, { type: 'error', id: 1, code: 'OVERLOADED', message: '', outcome: 'none' })
  expect(bench.citizen.told).toEqual(['1 OVERLOADED none'])
  // Nothing is left over of what was counted.
  const next = new Bench({ waitingBytesMax: 1 })
  submitted(next, inOneFrame(short(petition(1)), long()))
  for (let times = 0; times < 3; times++) next.pass(EXPIRE_MS)
  next.pass(LEFT_MS)
  next.ask(petition(2))
  expect(next.citizen.told).toEqual(['1 NO_PRESIDENT none'])
})

test('P32: frames of 2 MiB, each with a short petition that waits and a long inquiry that is refused, are not kept', () => {
  const bench = new Bench()
  const citizen = new Asking()
  for (let i = 0; i < 200; i++) {
    for (const asked of inOneFrame(short(petition(1 + i)), long())) bench.ask(asked, citizen)
    bench.docket.sendOn()
  }
  bench.pass(EXPIRE_MS)
  bench.pass(EXPIRE_MS)
  expect(citizen.replies).toHaveLength(200)
  const retained = retainedBytes(() => bench.docket.end())
  expect(citizen.replies).toHaveLength(400)
  // Not 400 MiB; the engine may give a few buffers back late.
  expect(retained).toBeLessThan(16 * MIB)
}, 60_000)

test('P32: nor does a priest keep them that has no president', async () => {
  const island = await Island.founded('alpha', 'beta', 'gamma')
  const citizen = island.citizen('alpha')
  citizen.hello()
  for (const name of ['beta', 'gamma']) island.host(name).kill()
  await island.until(() => island.host('alpha').status.president === null)
  const before = bufferBytes()
  for (let i = 0; i < 100; i++) {
    citizen.say({ ...short(petition(1 + 2 * i)), id: 1 + 2 * i }, { ...long(), id: 2 + 2 * i })
    await island.pass(1)
  }
  await island.pass(3 * EXPIRE_MS)
  expect(citizen.replies.filter(({ type }) => type === 'error')).toHaveLength(100)
  expect(bufferBytes() - before).toBeLessThan(16 * MIB)
}, 60_000)
