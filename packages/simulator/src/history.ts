import type { ParliamentError } from '@paxon/wire'

/** What a citizen asks for. `token`: a text that no other call has. */
export type Wish =
  | { readonly kind: 'put'; readonly key: string; readonly token: string }
  /** `expected`: the value that it must have, null for none. */
  | {
      readonly kind: 'cas'
      readonly key: string
      readonly token: string
      readonly expected: string | null
      readonly ifVersion: number | null
    }
  | { readonly kind: 'delete'; readonly key: string }
  | { readonly kind: 'get'; readonly key: string; readonly level: 'linearizable' | 'decree' | 'local' }
  | { readonly kind: 'add'; readonly key: string; readonly amount: number; readonly token: string }
  | { readonly kind: 'total'; readonly key: string; readonly level: 'linearizable' | 'decree' | 'local' }

/** What it was answered. `decree`: for a petition its number, for an inquiry the law that it is the answer as of. */
export interface Reply {
  readonly decree: number
  /** Of a register afterwards, or of a counter. Not known for put and delete, which do not say. */
  readonly value?: string | number | null
  readonly version?: number | null
  /** Of a cas, or of a delete: whether it changed anything. */
  readonly changed?: boolean
}

export type Ended =
  | { readonly kind: 'answered'; readonly reply: Reply }
  /** Failed, and certainly without effect. */
  | { readonly kind: 'none'; readonly error: ParliamentError }
  | { readonly kind: 'unknown'; readonly error: ParliamentError }

/** One call of a citizen's. `began` and `ended` count the calls' beginnings and ends: real-time order. */
export interface Call {
  readonly wish: Wish
  readonly by: string
  readonly began: number
  /** The largest decree that its citizen had been shown when it began. */
  readonly seen: number
  ended: { readonly at: number; readonly how: Ended } | null
}

/** All calls of a run, in the order in which they began. */
export class History {
  readonly calls: Call[] = []
  private moment = 0

  begin(by: string, wish: Wish, seen: number): Call {
    this.moment += 1
    const call: Call = { wish, by, began: this.moment, seen, ended: null }
    this.calls.push(call)
    return call
  }

  end(call: Call, how: Ended): void {
    this.moment += 1
    call.ended = { at: this.moment, how }
  }

  count(kind: Ended['kind']): number {
    return this.calls.filter(({ ended }) => ended?.how.kind === kind).length
  }
}

export function wishText(wish: Wish): string {
  switch (wish.kind) {
    case 'put':
      return `put ${wish.key} ${wish.token}`
    case 'cas':
      return `cas ${wish.key} ${wish.expected ?? '(absent)'} ${wish.token}`
    case 'delete':
      return `delete ${wish.key}`
    case 'add':
      return `add ${wish.key} ${wish.amount} ${wish.token}`
    case 'get':
    case 'total':
      return `${wish.kind} ${wish.key} (${wish.level})`
  }
}

export function callText(call: Call): string {
  const { wish, by, began, ended } = call
  const how = ended?.how
  const said =
    how === undefined
      ? 'no answer yet'
      : how.kind === 'answered'
        ? JSON.stringify(how.reply)
        : `${how.kind}: ${how.error.code}`
  return `${by} [${began}, ${ended?.at ?? '-'}] ${wishText(wish)} → ${said}`
}
