import { getQuestion } from '@paxon/law'
import { encodeRequests, SUBPROTOCOL } from '@paxon/wire'
import WebSocket from 'ws'
import { eventually } from './processes/eventually.js'
import { Island } from './processes/island.js'
import { Load } from './processes/load.js'

const MIB = 1024 * 1024
/** What one slow reader may cost, with the garbage of some collections. */
const GROWTH_MAX = 128 * MIB
/** Between two decrees of somebody else, on a busy machine. */
const GAP_MAX_MS = 1_000
const VALUE = 'x'.repeat(MIB - 1)

jest.setTimeout(60_000)

test('P32: a citizen that asks for GiBs and reads nothing costs a priest little memory, and nobody waits for it', async () => {
  const island = new Island()
  try {
    await island.raise('--priests', '1')
    const [priest] = island.ready.priests
    if (priest === undefined) throw new Error('nobody is there')
    const writer = island.citizen(priest.name)
    await writer.put('large', VALUE)
    const before = (await writer.status()).rss
    const slow = new WebSocket(`${priest.url}/citizen`, SUBPROTOCOL)
    await new Promise((open, failed) => slow.once('open', open).once('error', failed))
    slow.on('error', () => {})
    slow.pause()
    const say = (...requests: Parameters<typeof encodeRequests>[0]) =>
      slow.send(Buffer.concat(encodeRequests(requests)))
    say({ type: 'hello', versions: [1, 1], parliament: null, seen: 0 })
    const body = getQuestion('large')
    const other = island.citizen(priest.name)
    const load = new Load(other)
    await load.more(1)
    let id = 0
    let most = before
    for (let frame = 0; frame < 16; frame++) {
      const asked = Array.from({ length: 1_024 }, () => {
        id += 1
        return { type: 'inquiry', id, level: 'local', seen: 0, left: 10_000, body } as const
      })
      say(...asked)
      await writer.put('small', `${frame}`)
      await load.more(1)
      most = Math.max(most, (await writer.status()).rss)
    }
    expect(id).toBe(16 * 1_024)
    expect(most - before).toBeLessThan(GROWTH_MAX)
    await load.stop()
    expect(load.longestGapMs).toBeLessThan(GAP_MAX_MS)
    expect(await eventually('an answer', async () => await writer.get('small'))).toMatchObject({ value: '15' })
    writer.close()
    other.close()
    slow.terminate()
  } finally {
    await island.remove()
  }
})
