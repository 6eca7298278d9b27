import { type Ballot, birthOf, type Identity, type Message, nameOf } from '@paxon/synod'
import { Choices } from '../src/checkers/choices.js'
import { Verdict } from '../src/verdict.js'

const who = (name: string, birth = 1): Identity => ({
  name: nameOf(name),
  incarnation: 1,
  birth: birthOf(`${name.charCodeAt(0)}${birth}`.padStart(16, '0')),
})
const [alpha, beta, gamma] = [who('alpha'), who('beta'), who('gamma')]
const ballot = (round: number, { name, incarnation }: Identity): Ballot => ({ round, by: { name, incarnation } })
const begin = (of: Ballot, decree: string, ...quorum: Identity[]): Message => {
  const decrees = [new TextEncoder().encode('-'), new TextEncoder().encode(decree)]
  return { type: 'BeginBallot', ballot: of, from: 1, decrees, quorum, upTo: 0 }
}
const voted = (of: Ballot): Message => ({ type: 'Voted', ballot: of, from: 1, to: 2 })

/** @returns what is wrong with decree 2 of 3:gamma, of beta and gamma, after beta voted in 1:alpha for x */
function third(decree: string, between: (choices: Choices) => void = () => {}, before = beta): string | null {
  const verdict = new Verdict(() => {})
  const choices = new Choices(verdict)
  choices.wasSent(alpha, begin(ballot(1, alpha), 'x', alpha, beta))
  choices.wasSent(before, voted(ballot(1, alpha)))
  between(choices)
  choices.wasSent(gamma, begin(ballot(3, gamma), decree, beta, gamma))
  return verdict.why
}

describe('B3 over what was sent', () => {
  test('the decree of the latest vote of the quorum, and no other', () => {
    expect(third('x')).toBeNull()
    expect(third('y')).toBe(
      'B3: 3:gamma on the LastVotes of beta gamma has y as decree 2, and one of them voted in 1:alpha for another',
    )
  })

  test('votes of others bind nobody', () => {
    expect(third('y', undefined, alpha)).toBeNull()
  })

  test('the latest, not the first', () => {
    const second = (choices: Choices) => {
      choices.wasSent(gamma, begin(ballot(2, gamma), 'y', alpha, gamma))
      choices.wasSent(beta, voted(ballot(2, gamma)))
    }
    expect(third('y', second)).toBeNull()
    expect(third('x', second)).toContain('voted in 2:gamma for another')
  })

  test("votes in a later ballot may not have been told: the author's own, and those for an author that was gone by then", () => {
    expect(third('y', (choices) => choices.wasSent(gamma, begin(ballot(2, gamma), 'y', alpha, gamma)))).toBeNull()
    expect(third('y', (choices) => choices.wasSent(alpha, begin(ballot(2, alpha), 'y', alpha, gamma)))).toBeNull()
    expect(third('z', (choices) => choices.wasSent(alpha, begin(ballot(2, alpha), 'y', alpha, gamma)))).toContain('B3')
  })

  test('votes of a ledger that was lost or put back from a copy may be forgotten', () => {
    expect(third('y', (choices) => choices.wasPutBack(beta.birth))).toBeNull()
    expect(third('y', (choices) => choices.wasSent(who('beta', 2), { type: 'PageWanted', after: 0 }))).toBeNull()
  })
})
