import type { ProofFacts } from '@paxon/wire'
import fc from 'fast-check'
import { type Mac, nodeMac, Prover, sameText, webMac, whyNoWebMac } from '../src/index.js'

const proofOf = (secret: string, facts: ProofFacts, mac: Mac = nodeMac): Promise<string> =>
  new Promise((resolve) => new Prover(secret, mac).prove(facts, resolve))
const holds = (secret: string, facts: ProofFacts, proof: string): Promise<boolean> =>
  new Promise((resolve) => new Prover(secret, nodeMac).check(facts, proof, resolve))

const nonce = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex'))
const facts = fc.record({
  door: fc.constantFrom('peer', 'citizen', 'god'),
  role: fc.constantFrom('dialler' as const, 'listener' as const),
  diallerNonce: nonce,
  listenerNonce: nonce,
})
const secret = fc.string({ minLength: 16 })

test('a proof holds for its secret and its facts', async () => {
  await fc.assert(
    fc.asyncProperty(secret, facts, async (word, said) => {
      expect(await holds(word, said, await proofOf(word, said))).toBe(true)
    }),
  )
})

test('a proof holds for no other secret, door, side or nonce: so none of another connection, and none thrown back', async () => {
  const pair = fc.tuple(secret, facts)
  await fc.assert(
    fc.asyncProperty(pair, pair, fc.boolean(), async ([word, said], [otherWord, other], sameWord) => {
      const asked = sameWord ? word : otherWord
      fc.pre(asked !== word || JSON.stringify(said) !== JSON.stringify(other))
      expect(await holds(asked, other, await proofOf(word, said))).toBe(false)
    }),
  )
})

test('a proof holds for nothing in which one fact alone is another', async () => {
  const changes = fc.tuple(secret, facts, facts, fc.constantFrom('door', 'role', 'diallerNonce', 'listenerNonce'))
  await fc.assert(
    fc.asyncProperty(changes, async ([word, said, other, which]) => {
      const key = which as keyof ProofFacts
      fc.pre(said[key] !== other[key])
      expect(await holds(word, { ...said, [key]: other[key] }, await proofOf(word, said))).toBe(false)
      const swapped = { ...said, diallerNonce: said.listenerNonce, listenerNonce: said.diallerNonce }
      fc.pre(said.diallerNonce !== said.listenerNonce)
      expect(await holds(word, swapped, await proofOf(word, said))).toBe(false)
    }),
  )
})

test('no text but the whole proof is taken for it', async () => {
  await fc.assert(
    fc.asyncProperty(secret, facts, fc.string(), fc.nat(63), async (word, said, other, at) => {
      const right = await proofOf(word, said)
      const flipped = right[at] === '0' ? '1' : '0'
      const wrong = [other, '', right.slice(1), `${right}0`, right.slice(0, at) + flipped + right.slice(at + 1)]
      for (const text of wrong) expect(await holds(word, said, text)).toBe(false)
    }),
  )
})

test('a browser makes the same proofs as Node', async () => {
  await fc.assert(
    fc.asyncProperty(secret, facts, async (word, said) => {
      expect(await proofOf(word, said, webMac)).toBe(await proofOf(word, said, nodeMac))
    }),
    { numRuns: 20 },
  )
})

test('texts are the same only as a whole', () => {
  expect([sameText('ab', 'ab'), sameText('ab', 'aB'), sameText('ab', 'abc'), sameText('', '')]).toEqual([
    true,
    false,
    false,
    true,
  ])
})

test('an empty secret is none', () => {
  for (const weak of ['', 'fifteen letters']) expect(() => new Prover(weak, nodeMac)).toThrow(RangeError)
  expect(() => new Prover('fünfzehn Lettern', nodeMac)).not.toThrow()
})

test('a platform without WebCrypto says so, before anything is to be proved by it', () => {
  const whole = Object.getOwnPropertyDescriptor(globalThis, 'crypto')
  expect(whyNoWebMac()).toBeNull()
  Object.defineProperty(globalThis, 'crypto', { configurable: true, value: { getRandomValues: () => {} } })
  try {
    expect(whyNoWebMac()).toMatch(/pages of https or localhost only/)
  } finally {
    if (whole !== undefined) Object.defineProperty(globalThis, 'crypto', whole)
  }
  expect(whyNoWebMac()).toBeNull()
})
