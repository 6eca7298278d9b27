import { nameOf } from '@paxon/synod'
import type { CitizenReply } from '@paxon/wire'
import type { Docket } from '../src/docket.js'
import { CitizensDoor } from '../src/door.js'
import { carryReplies, carryRequests, lifeOf } from '../src/forwarding.js'
import type { Asker, Request } from '../src/request.js'

const ME = nameOf('alpha')
const BETA = nameOf('beta')
const LIFE = lifeOf('00000000000000aa')
const EARLIER = lifeOf('00000000000000bb')

function door() {
  const replied: CitizenReply[] = []
  const askers: Asker[] = []
  const docket = {
    life: LIFE,
    replied: (_: string, reply: CitizenReply) => replied.push(reply),
    submit: (request: Request) => askers.push(request.asker),
  } as unknown as Docket
  const carried: Uint8Array[] = []
  return {
    replied,
    askers,
    carried,
    door: new CitizensDoor({
      me: ME,
      now: () => 0,
      after: () => () => {},
      carrier: { carry: (_, bytes) => carried.push(bytes), bufferedBytes: () => 0 },
      parliament: () => '0'.repeat(32),
      president: () => BETA,
      citizensUrls: () => new Map(),
      status: () => {
        throw new Error('nobody asks for it here')
      },
      docket: () => docket,
      isOpening: () => false,
      onReply: () => {},
      onFault: () => {},
    }),
  }
}

const answer = (id: number): CitizenReply => ({
  type: 'answer',
  id,
  parliament: '0'.repeat(32),
  decree: 9,
  by: BETA,
  body: new Uint8Array(0),
})

describe('the citizens’ door, for other priests', () => {
  test('P10: replies to what an earlier life of this priest asked reach nobody (seed 100084)', () => {
    const { door: citizens, replied } = door()
    citizens.carried(BETA, carryReplies(EARLIER, [answer(1)]))
    expect(replied).toEqual([])
    citizens.carried(BETA, carryReplies(LIFE, [answer(1)]))
    expect(replied.map((reply) => 'id' in reply && reply.id)).toEqual([1])
  })

  test('a priest that has entered anew is another asker; the one before is gone and gets no reply', () => {
    const { door: citizens, askers, carried } = door()
    citizens.carried(BETA, carryRequests(EARLIER, [{ type: 'session', id: 1, left: 900 }]))
    citizens.carried(BETA, carryRequests(LIFE, [{ type: 'session', id: 1, left: 900 }]))
    const [before, now] = askers
    expect(before?.gone).toBe(true)
    before?.reply(answer(1))
    now?.reply(answer(1))
    citizens.flushCarried()
    expect(carried).toHaveLength(1)
  })

  test('P10: a request that the messenger repeats is taken once, in whatever order they come (seed 9204781)', () => {
    const { door: citizens, askers } = door()
    const come = (...ids: number[]) => {
      const before = askers.length
      const asked = ids.map((id) => ({ type: 'session' as const, id, left: 900 }))
      citizens.carried(BETA, carryRequests(LIFE, asked))
      return askers.length - before
    }
    expect(come(1, 2, 5)).toBe(3)
    expect(come(1, 2, 5)).toBe(0)
    // What was overtaken is late, and not a repetition.
    expect(come(3, 4, 5)).toBe(2)
    expect(come(20_000)).toBe(1)
    expect(come(6, 20_000, 3)).toBe(1)
    // So late that it is not known any more whether it came before.
    expect(come(40_000, 7_232, 7_233)).toBe(2)
    expect(come(7_232)).toBe(0)
  })
})
