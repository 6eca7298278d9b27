import type { Message } from '@paxon/synod'

/** One decree of a ledger, as the first program's ledgers have it: a number and the decree's text. */
export type LedgerLine = readonly [number: number, decree: string]

/** What happens in a story, in the order in which it happens. */
export type StoryEvent =
  | {
      readonly event: 'opens'
      readonly seed: number
      readonly priests: readonly string[]
      readonly ballots: number
      readonly voteYes: number
      readonly present: number
      readonly unreliable: number
    }
  /** Lots are drawn: who conducts, who is absent, who will not vote. `number`: the how manieth ballot of the story. */
  | {
      readonly event: 'ballot'
      readonly number: number
      readonly president: string
      readonly present: readonly string[]
      readonly absent: readonly string[]
      readonly no: readonly string[]
    }
  /** What a priest notices: it stands, presides, is refused, resigns. */
  | { readonly event: 'notices'; readonly priest: string; readonly text: string }
  /** Indelible ink: durable before anything that rests on it is said. */
  | { readonly event: 'writes'; readonly priest: string; readonly text: string }
  | { readonly event: 'says'; readonly priest: string; readonly to: readonly string[]; readonly text: string }
  | { readonly event: 'loses'; readonly from: string; readonly to: string; readonly text: string }
  | {
      readonly event: 'hears'
      readonly priest: string
      readonly from: string
      readonly type: Message['type']
      readonly text: string
    }
  /** It hears a BeginBallot and is free not to vote (section 2.3). */
  | { readonly event: 'votes no'; readonly priest: string; readonly text: string }
  | { readonly event: 'petition'; readonly priest: string; readonly decree: string }
  | { readonly event: 'passed'; readonly priest: string; readonly number: number; readonly decree: string }
  /** `why`: how it failed; null where the decree that was asked for passed. */
  | {
      readonly event: 'ended'
      readonly number: number
      readonly succeeded: boolean
      readonly why: string | null
      readonly ledgers: Readonly<Record<string, readonly LedgerLine[]>>
    }
  /** `broken`: which of I1 to I7 do not hold of all that was said and written; none, or there is a fault. */
  | {
      readonly event: 'closes'
      readonly succeeded: number
      readonly decrees: readonly LedgerLine[]
      readonly figures: readonly { readonly decree: number; readonly lines: readonly string[] }[]
      readonly broken: readonly string[]
    }
