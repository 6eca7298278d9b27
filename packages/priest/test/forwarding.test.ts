import { nameOf } from '@paxon/synod'
import { BadFrame, type CitizenReply } from '@paxon/wire'
import { carryReplies, carryRequests, lifeOf, PriestAsker, readCarried } from '../src/forwarding.js'
import type { Asked } from '../src/request.js'

const FIRST_LIFE = lifeOf('0123456789abcdef')
const SECOND_LIFE = lifeOf('fedcba9876543210')
const BETA = nameOf('beta')

const asked: Asked = { type: 'session', id: 7, left: 900 }
const reply: CitizenReply = {
  type: 'answer',
  id: 7,
  parliament: '0'.repeat(32),
  decree: 3,
  by: nameOf('alpha'),
  body: new Uint8Array([1, 2]),
}

describe('requests handed on to the president', () => {
  test('carry the life of the priest that asks, and replies give it back', () => {
    expect(readCarried(carryRequests(FIRST_LIFE, [asked]))).toEqual({
      kind: 'requests',
      life: FIRST_LIFE,
      requests: [asked],
    })
    const carried: Uint8Array[] = []
    const asker = new PriestAsker(
      BETA,
      FIRST_LIFE,
      { carry: (_, bytes) => carried.push(bytes), bufferedBytes: () => 0 },
      () => {},
    )
    asker.reply(reply)
    asker.flush()
    expect(carried.map((bytes) => readCarried(bytes))).toMatchObject([
      { kind: 'replies', life: FIRST_LIFE, replies: [{ id: 7, decree: 3 }] },
    ])
  })

  test('P10: an answer to an earlier life of a priest is told apart, though its id is in use again (seed 100084)', () => {
    expect(readCarried(carryReplies(FIRST_LIFE, [reply])).life).not.toBe(SECOND_LIFE)
    expect(readCarried(carryReplies(SECOND_LIFE, [reply])).life).toBe(SECOND_LIFE)
  })

  test('what is not a carried part is a bad frame', () => {
    for (const bytes of [[], [0], [2, 0, 0, 0, 0, 0, 0, 0, 0, 1], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]) {
      expect(() => readCarried(new Uint8Array(bytes))).toThrow(BadFrame)
    }
  })
})
