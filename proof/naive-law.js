/**
 * @typedef {import('./island.js').Ledger} Ledger
 * @typedef {import('./island.js').Body} Body
 * @typedef {{ value: string | null, version: number | null }} Entry a key as it stands; nulls where it is absent
 * @typedef {{ decree: number, body: Body, answer: { ok?: boolean, value?: string | null, version: number | null } }} Deed a
 *   petition that was executed, and what the law had to answer
 */

/** @type {Entry} */
const ABSENT = { value: null, version: null }

/** The key-value law and its sessions once more, as simply as they can be written: what a ledger means. */
export class NaiveLaw {
  /** @type {Map<number, Deed>} by the decree that executed it */
  deeds = new Map()
  /** @type {Map<string, Deed[]>} by the value that it was to write */
  byValue = new Map()
  /** @type {Map<string, { decree: number, entry: Entry }[]>} every state of a key, in order */
  #states = new Map()

  /** @param {Ledger} ledger */
  constructor({ decrees }) {
    /** @type {Map<number, { acked: number, executed: Set<number> }>} */
    const sessions = new Map()
    for (const { decree, value: envelope } of decrees) {
      if (envelope === null) continue
      const { session, seq, acked, body } = envelope
      if (body.op === 'session') sessions.set(decree, { acked: 0, executed: new Set() })
      const memory = sessions.get(session)
      if (memory === undefined) continue
      memory.acked = Math.max(memory.acked, acked)
      if (seq <= memory.acked || memory.executed.has(seq)) continue
      memory.executed.add(seq)
      this.#execute(decree, body)
    }
  }

  /** @returns {Entry} a key in the law as of a decree */
  asOf(key, decree) {
    return this.#states.get(key)?.findLast((state) => state.decree <= decree)?.entry ?? ABSENT
  }

  /** @param {Body} body */
  #execute(decree, body) {
    const { op, key } = body
    const written = op === 'put' ? body.value : body.to
    const before = this.asOf(key, decree)
    const ok = op === 'put' || (body.ifAbsent ? before.value === null : before.version === body.ifVersion)
    const after = ok ? { value: written, version: decree } : before
    const answer = op === 'put' ? { version: decree } : { ok, ...after }
    const deed = { decree, body, answer }
    this.deeds.set(decree, deed)
    this.byValue.set(written, [...(this.byValue.get(written) ?? []), deed])
    if (!ok) return
    const states = this.#states.get(key) ?? []
    states.push({ decree, entry: after })
    this.#states.set(key, states)
  }
}
