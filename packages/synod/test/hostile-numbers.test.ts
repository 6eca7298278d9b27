import { birthOf, LegislatorCore, nameOf, nothingInscribed } from '../src/index.js'
import { readmission } from './roll-law.js'

const seat = (name: string, digit: string) => ({
  name: nameOf(name),
  incarnation: 1,
  birth: birthOf(digit.repeat(16)),
  weight: 1,
})
const roll = [seat('alpha', 'a'), seat('beta', 'b'), seat('gamma', 'c')] as const

test('P33: "passed up to" the largest whole number does not hold a priest up; it asks for what it lacks', () => {
  const core = new LegislatorCore({
    me: roll[0],
    founding: {
      parliament: '0'.repeat(32),
      roll: [...roll],
      alpha: 4_096,
      law: { name: 'key-value', version: 1 },
      format: 1,
    },
    inscribed: nothingInscribed(),
    doubted: null,
    batch: 0,
    lawAt: 0,
    rolls: [],
    encodeReadmission: readmission,
    now: 0,
  })
  const ballot = { round: 1, by: roll[1] }
  const effects = core.step(
    { type: 'Received', from: roll[1], message: { type: 'Success', ballot, upTo: Number.MAX_SAFE_INTEGER } },
    1,
  )
  expect(core.passedTo).toBe(0)
  expect(effects.now.map(({ message }) => message.type)).toContain('PageWanted')
})
