import type { Clock, Fault } from '@paxon/messenger'
import type { Log } from './log.js'

/** So long the repetitions of a fault are counted before they are told, ms. */
const COUNT_MS = 10_000
/** Kinds of faults that are told apart at once; all others are counted as one. */
const KINDS_MAX = 256

interface Kind {
  /** Since the last line about it. */
  count: number
  last: Fault
  readonly cancel: () => void
}

/**
 * Tells of connections that ended by a fault: the first of a peer (or of an unknown host) and close code at once, those that
 * follow as one line every 10 s with their count, so that whoever dials again and again does not fill the log (P32).
 */
export class FaultLog {
  private readonly log: Log
  private readonly clock: Clock
  private isClosed = false
  private readonly kinds = new Map<string, Kind>()

  constructor(log: Log, clock: Clock) {
    this.log = log
    this.clock = clock
  }

  tell(fault: Fault): void {
    if (this.isClosed) return
    const own = `${fault.by} ${fault.code} ${fault.peer ?? hostOf(fault.remote)}`
    const key = this.kinds.has(own) || this.kinds.size < KINDS_MAX ? own : OTHERS
    const kind = this.kinds.get(key)
    if (kind !== undefined) {
      kind.count += 1
      kind.last = fault
      return
    }
    this.log.warn({ event: 'fault', ...fault }, textOf(fault))
    this.count(key, fault)
  }

  /** No more lines and no timer; what was counted is told. */
  close(): void {
    for (const [key, kind] of this.kinds) {
      kind.cancel()
      this.tellCount(key, kind)
    }
    this.kinds.clear()
    this.isClosed = true
  }

  private count(key: string, last: Fault): void {
    const cancel = this.clock.after(COUNT_MS, () => {
      const kind = this.kinds.get(key)
      this.kinds.delete(key)
      if (kind === undefined || kind.count === 0) return
      this.tellCount(key, kind)
      this.count(key, kind.last)
    })
    this.kinds.set(key, { count: 0, last, cancel })
  }

  private tellCount(key: string, { count, last }: Kind): void {
    if (count === 0) return
    const what = key === OTHERS ? 'of other kinds, the last' : 'of the same kind, the last'
    this.log.warn({ event: 'fault', ...last, count }, `${count} more ${what}: ${textOf(last)}`)
  }
}

const OTHERS = 'others'

/** Without the port, which is another one at each dialing. */
const hostOf = (remote: string): string => remote.replace(/:\d+$/, '')

const textOf = ({ peer, remote, reason }: Fault): string => `connection with ${peer ?? remote} ended: ${reason}`
