import { ParliamentError } from '@paxon/wire'
import { EXIT_INVARIANT, EXIT_LEDGER } from './stopped.js'

/** How a priest's life ends: once. */
export class Ending {
  readonly done: Promise<void>
  /** It has left. */
  resolve: () => void = () => {}
  reject: (error: unknown) => void = () => {}

  constructor() {
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
    })
    // Whoever does not look at `done` looks at enter() or at the log.
    this.done.catch(() => {})
  }
}

/** All that is known of an error: a law's own is the cause of ours. */
export function storyOf({ stack, message, cause }: Error): string {
  const told = stack ?? message
  if (cause === undefined) return told
  return `${told}\ncaused by ${cause instanceof Error ? storyOf(cause) : String(cause)}`
}

/** What a priest stops with: its ledger does not give what it holds, or a step or the law is broken. */
export const endBy = (error: Error): readonly [number, 'LEDGER_FAILED' | 'INVARIANT_BROKEN', string] =>
  error instanceof ParliamentError && error.code === 'LEDGER_FAILED'
    ? [EXIT_LEDGER, 'LEDGER_FAILED', error.message]
    : [EXIT_INVARIANT, 'INVARIANT_BROKEN', storyOf(error)]
