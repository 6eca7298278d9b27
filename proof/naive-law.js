/**
 * @typedef {import('./island.js').Ledger} Ledger
 * @typedef {import('./island.js').Body} Body
 * @typedef {import('./history.js').Reply} Reply
 * @typedef {{ value: string | null, version: number | null }} Entry a key as it stands; nulls where it is absent
 * @typedef {{ decree: number, body: Body, reply: Reply }} Deed a petition that was executed, and what the law had to answer
 */

/** @type {Entry} */
const ABSENT = { value: null, version: null }

/** The key-value law and its sessions once more, as simply as they can be written: what a ledger means. */
export class NaiveLaw {
  /** @type {Map<number, Deed>} by the decree that executed it */
  deeds = new Map()
  /** @type {Map<string, Deed[]>} by the value that it was to write */
  byValue = new Map()
  /** Petitions that stand in the ledger a second time, and are not executed there. */
  repeats = 0
  /** @type {Map<string, { decree: number, entry: Entry }[]>} every state of a key, in order */
  #states = new Map()

  /** @param {Ledger} ledger */
  constructor({ decrees }) {
    /** @type {Map<number, { acked: number, executed: Set<number> }>} */
    const sessions = new Map()
    for (const { decree, value: envelope } of decrees) {
      if (envelope === null || envelope.body.op === 'inquire') continue
      const { session, seq, acked, body } = envelope
      if (body.op === 'session') sessions.set(decree, { acked: 0, executed: new Set() })
      const memory = sessions.get(session)
      if (memory === undefined) continue
      memory.acked = Math.max(memory.acked, acked)
      if (seq <= memory.acked || memory.executed.has(seq)) {
        this.repeats += 1
        continue
      }
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
    const before = this.#states.get(key)?.at(-1)?.entry ?? ABSENT
    const changed = op === 'cas' ? matches(body, before) : op === 'put' || before.value !== null
    const written = op === 'put' ? body.value : op === 'cas' ? body.to : null
    const after = !changed ? before : written === null ? ABSENT : { value: written, version: decree }
    const reply =
      op === 'put' ? { decree, version: decree } : op === 'cas' ? { decree, changed, ...after } : { decree, changed }
    const deed = { decree, body, reply }
    this.deeds.set(decree, deed)
    if (written !== null) this.byValue.set(written, [...(this.byValue.get(written) ?? []), deed])
    if (!changed) return
    const states = this.#states.get(key) ?? []
    states.push({ decree, entry: after })
    this.#states.set(key, states)
  }
}

/** @param {Body} body @param {Entry} before */
function matches(body, before) {
  if (body.if !== undefined) return before.value === body.if
  return body.ifVersion === undefined ? before.value === null : before.version === body.ifVersion
}
