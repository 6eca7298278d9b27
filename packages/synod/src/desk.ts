import type { Ballot } from './ballot.js'
import { compareBallots } from './ballot.js'
import { type Effects, type Notice, noEffects } from './effects.js'
import type { Bound, Free } from './messages.js'
import type { Identity, Name } from './names.js'
import type { LedgerRecord } from './records.js'
import type { Rolls } from './rolls.js'
import type { Bounds, Timing } from './timing.js'

/**
 * What the parts of a legislator share: who it is, what its ledger says of ballots, and the effects of the step under way.
 * Nothing leaves but through here, so that what rests on a write cannot leave before it.
 */
export class Desk {
  readonly rolls: Rolls
  readonly timing: Timing
  readonly bounds: Bounds

  /** Its incarnation is for show until the law has given this birth a seat. */
  me: Identity
  /** Monotonic ms; set at the beginning of each step. */
  now = 0
  /** In the ledger: the last ballot that we began, and the largest that we promised. Neither ever falls. */
  lastTried: Ballot | null
  nextBal: Ballot | null
  /** How many records were given to the ledger since the start, and how many of them are durable. */
  position = 0
  synced = 0
  /** The last synced batch, told in beats. */
  batch: number
  /** It was told to leave: what is under way is finished, and no change of the roll is begun. */
  isLeaving = false

  private effects: Effects = noEffects()

  constructor(options: {
    me: Identity
    rolls: Rolls
    timing: Timing
    bounds: Bounds
    lastTried: Ballot | null
    nextBal: Ballot | null
    batch: number
  }) {
    this.me = options.me
    this.rolls = options.rolls
    this.timing = options.timing
    this.bounds = options.bounds
    this.lastTried = options.lastTried
    this.nextBal = options.nextBal
    this.batch = options.batch
  }

  /** The effects gathered since the last call. */
  take(): Effects {
    const effects = this.effects
    this.effects = noEffects()
    return effects
  }

  get out(): Effects {
    return this.effects
  }

  /** @returns the record's position: it is durable once `synced` has reached it. */
  write(record: LedgerRecord): number {
    this.effects.writes.push(record)
    this.position += 1
    if (record.type === 'LastTried') this.lastTried = record.ballot
    if ((record.type === 'NextBal' || record.type === 'Voted') && compareBallots(record.ballot, this.nextBal) > 0) {
      this.nextBal = record.ballot
    }
    return this.position
  }

  say(to: Name, message: Free): void {
    this.effects.now.push({ to, message })
  }

  sayAfterSync(to: Name, message: Bound): void {
    this.effects.afterSync.push({ to, message })
  }

  /** To every other priest on the rolls. */
  sayToAll(message: Free): void {
    for (const name of this.others()) this.say(name, message)
  }

  others(): Name[] {
    return this.rolls.names().filter((name) => name !== this.me.name)
  }

  notice(notice: Notice): void {
    this.effects.notices.push(notice)
  }
}
