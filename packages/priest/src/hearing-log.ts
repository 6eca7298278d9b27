import { type Ballot, ballotText, type LegislatorCore, sameBallot } from '@paxon/synod'
import type { Log } from './log.js'

/** Tells whom this priest hears preside, and when it hears nobody any more, once each. Its own presidency has lines of its own. */
export class HearingLog {
  private readonly log: Log
  private readonly core: Pick<LegislatorCore, 'hearsBallot' | 'presides'>
  private told: Ballot | null = null

  constructor(log: Log, core: HearingLog['core']) {
    this.log = log
    this.core = core
  }

  tick(): void {
    const { hearsBallot: ballot, presides } = this.core
    if (sameBallot(ballot, this.told)) return
    this.told = ballot
    if (ballot === null) this.log.warn({ event: 'hears none' }, 'hears no president')
    else if (!presides) {
      const { name } = ballot.by
      const text = ballotText(ballot)
      this.log.info({ event: 'hears', president: name, ballot: text }, `hears ${name} preside in ${text}`)
    }
  }
}
