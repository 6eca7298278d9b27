import { LawBook } from '@paxon/law'
import type { Decree } from '@paxon/synod'
import { type Call, callText, type Reply } from '../history.js'
import type { Verdict } from '../verdict.js'
import { readAddition, WitnessLaw } from '../witness-law.js'

interface State {
  readonly number: number
  readonly value: string | number | null
  readonly version: number | null
}

const ABSENT: State = { number: 0, value: null, version: null }

/** What a body of the built-in law says. */
interface Operation {
  readonly op: 'put' | 'delete' | 'cas'
  readonly key: string
  readonly value?: string
  readonly to?: string
  readonly if?: string
  readonly ifVersion?: number
}

/** Each key's states as all decrees of the ledgers make them, by a second and simpler law than the product's. */
export class Truth {
  /** As which decree a petition was carried out, by token. */
  readonly executedAs = new Map<string, number>()
  private readonly states = new Map<string, State[]>()
  private readonly deleted = new Map<number, { readonly key: string; readonly changed: boolean }>()
  private readonly swapped = new Map<number, boolean>()

  /** @param decrees of all numbers from 1 */
  constructor(decrees: readonly Decree[]) {
    const book = new LawBook(new WitnessLaw((number, body) => this.execute(number, body)))
    for (const [place, decree] of decrees.entries()) book.apply(place + 1, decree)
  }

  /** Acknowledged petitions were carried out as they were answered, failed ones not; inquiries were answered from the law as of their decree. */
  check(calls: readonly Call[], verdict: Verdict): void {
    for (const call of calls) {
      const why = this.objection(call)
      if (why !== null) return verdict.wrong(`${callText(call)}: ${why}`)
    }
  }

  private objection({ wish, seen, ended }: Call): string | null {
    const how = ended?.how
    if (how?.kind === 'none' && 'token' in wish && this.executedAs.has(wish.token))
      return `said to be without effect, and it is decree ${this.executedAs.get(wish.token)}`
    if (how?.kind !== 'answered') return null
    const { reply } = how
    if ('token' in wish && this.executedAs.get(wish.token) !== reply.decree)
      return `in the ledgers it is decree ${this.executedAs.get(wish.token) ?? '(none)'}`
    switch (wish.kind) {
      case 'put':
        return reply.version === reply.decree ? null : 'the version is not the number of the decree'
      case 'delete': {
        const deleted = this.deleted.get(reply.decree)
        return deleted?.key === wish.key && deleted.changed === reply.changed ? null : 'the decree is another'
      }
      case 'cas':
        return this.swapped.get(reply.decree) === reply.changed ? this.differs(wish.key, reply) : 'it ended otherwise'
      case 'add':
        return this.differs(wish.key, reply)
      case 'get':
      case 'total':
        return reply.decree < seen ? `its citizen had seen decree ${seen} before` : this.differs(wish.key, reply)
    }
  }

  private differs(key: string, reply: Reply): string | null {
    const { value, version } = this.asOf(key, reply.decree)
    if ((reply.value ?? null) === value && (reply.version === undefined || reply.version === version)) return null
    return `as of decree ${reply.decree} it was ${JSON.stringify({ value, version })}`
  }

  private asOf(key: string, number: number): State {
    const states = this.states.get(key) ?? []
    return states.findLast((state) => state.number <= number) ?? (isCounter(key) ? { ...ABSENT, value: 0 } : ABSENT)
  }

  private execute(number: number, body: Uint8Array): void {
    const addition = readAddition(body)
    if (addition !== null) {
      const { counter, amount, token } = addition
      this.executedAs.set(token, number)
      this.enter(counter, { number, value: Number(this.asOf(counter, number).value) + amount, version: null })
      return
    }
    const operation = JSON.parse(new TextDecoder().decode(body)) as Operation
    const { op, key } = operation
    const before = this.asOf(key, number)
    if (op === 'put') {
      const { value = '' } = operation
      this.executedAs.set(value, number)
      this.enter(key, { number, value, version: number })
    } else if (op === 'delete') {
      this.deleted.set(number, { key, changed: before.value !== null })
      this.enter(key, { number, value: null, version: null })
    } else {
      const { to = '' } = operation
      const changed = matches(operation, before)
      this.executedAs.set(to, number)
      this.swapped.set(number, changed)
      if (changed) this.enter(key, { number, value: to, version: number })
    }
  }

  private enter(key: string, state: State): void {
    const states = this.states.get(key) ?? []
    states.push(state)
    this.states.set(key, states)
  }
}

/** Keys of counters, as the workload names them. */
const isCounter = (key: string): boolean => key.startsWith('n')

function matches(operation: Operation, before: State): boolean {
  if (operation.if !== undefined) return before.value === operation.if
  if (operation.ifVersion !== undefined) return before.version === operation.ifVersion
  return before.value === null
}
