import { birthOf, type Founding, nameOf } from '@paxon/synod'
import { CLOSE, type PeerHello } from '@paxon/wire'
import { judgePeer } from '../src/judge.js'

const SEATED = birthOf('a'.repeat(16))
const OTHER = birthOf('b'.repeat(16))
const beta = nameOf('beta')
const law = { name: 'key-value', version: 1 }
const founding: Founding = {
  parliament: '1'.repeat(32),
  roll: [{ name: beta, incarnation: 1, birth: SEATED, weight: 1 }],
  alpha: 8,
  law,
  format: 1,
}
const hello: PeerHello = {
  type: 'hello',
  versions: [1, 1],
  name: beta,
  incarnation: 1,
  birth: SEATED,
  founding: { ...founding, roll: [...founding.roll] },
  law,
  alpha: 8,
  start: 1,
  batch: 1,
  life: '0'.repeat(16),
  remembers: [],
  addresses: {},
}
const heard = (birth: typeof SEATED) => ({ name: beta, incarnation: 1, birth })
const isSeated = ({ birth }: { readonly birth: string }) => birth === SEATED
const facts = { founding, isElsewhere: () => false, isSeated, law }
const unfounded = { ...facts, founding: null }

test('a peer of this parliament, or of none yet, comes in', () => {
  expect(judgePeer(hello, null, facts)).toBeNull()
  expect(judgePeer({ ...hello, founding: null, alpha: null }, null, facts)).toBeNull()
  expect(judgePeer(hello, null, unfounded)).toBeNull()
})

test('P18: a peer of another parliament does not, and is told both', () => {
  const another = { ...founding, roll: [...founding.roll], parliament: '2'.repeat(32) }
  expect(judgePeer({ ...hello, founding: another }, null, facts)).toEqual({
    code: CLOSE.WRONG_PARLIAMENT,
    reason: `beta belongs to parliament ${'2'.repeat(32)}, this priest to ${'1'.repeat(32)}`,
  })
})

test('another law, or another version of it, does not come in, founded or not', () => {
  for (const theirs of [
    { name: 'other', version: 1 },
    { name: 'key-value', version: 2 },
  ]) {
    for (const ours of [facts, unfounded]) {
      expect(judgePeer({ ...hello, law: theirs }, null, ours)).toMatchObject({ code: CLOSE.WRONG_PARLIAMENT })
    }
  }
})

test('P18: of two processes of one name the one with the seat stays', () => {
  expect(judgePeer({ ...hello, birth: OTHER }, heard(SEATED), facts)).toMatchObject({ code: CLOSE.WRONG_PARLIAMENT })
  expect(judgePeer(hello, heard(OTHER), facts)).toBeNull()
  expect(judgePeer(hello, heard(SEATED), facts)).toBeNull()
  expect(judgePeer({ ...hello, birth: OTHER }, heard(OTHER), facts)).toBeNull()
})

test('P38: a peer of another founding than the one voted for is a stranger; one that is not founded is none', () => {
  const voted = { ...unfounded, isElsewhere: () => true }
  expect(judgePeer(hello, null, voted)).toEqual({
    code: CLOSE.WRONG_PARLIAMENT,
    reason: `beta belongs to parliament ${'1'.repeat(32)}; this priest has voted for another one`,
  })
  expect(judgePeer({ ...hello, founding: null, alpha: null }, null, voted)).toBeNull()
})
