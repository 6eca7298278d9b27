import { doorKeyText, type ProofFacts, proofText, utf8 } from '@paxon/wire'
import { hexOf, type Mac, sameText } from './mac.js'
import { weaknessOf } from './secret-strength.js'

/** Makes and checks proofs that a secret is known. The secret itself is never sent; each door has a key of its own. */
export class Prover {
  readonly #secret: Uint8Array
  readonly #mac: Mac
  readonly #keys = new Map<string, Uint8Array>()

  /** @throws RangeError for an empty or short secret */
  constructor(secret: string, mac: Mac) {
    const weakness = weaknessOf(secret)
    if (weakness !== null) throw new RangeError(`the secret ${weakness}`)
    this.#secret = utf8(secret)
    this.#mac = mac
  }

  /** @param done told once: the proof, in hex */
  prove(facts: ProofFacts, done: (proof: string) => void): void {
    this.#key(facts.door, (key) => this.#mac(key, proofText(facts), (mac) => done(hexOf(mac))))
  }

  /** @param done told once: whether this is the proof of these facts */
  check(facts: ProofFacts, proof: string, done: (holds: boolean) => void): void {
    this.prove(facts, (right) => done(sameText(right, proof)))
  }

  #key(door: string, done: (key: Uint8Array) => void): void {
    const known = this.#keys.get(door)
    if (known !== undefined) return done(known)
    this.#mac(this.#secret, doorKeyText(door), (key) => {
      this.#keys.set(door, key)
      done(key)
    })
  }
}
