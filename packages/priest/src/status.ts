import { ballotJson, type LegislatorCore, type Name } from '@paxon/synod'
import type { PriestStatus } from '@paxon/wire'
import type { Member } from './member.js'
import type { Surroundings } from './surroundings.js'

export interface StatusFacts {
  readonly name: Name
  readonly incarnation: number
  /** Where citizens find this priest. */
  readonly url: string
  readonly present: boolean
  /** Null while it belongs to no parliament. */
  readonly member: Member | null
  readonly ledgerBytes: number
  readonly surroundings: Surroundings
}

/** One line of `parliament status`: what this priest knows of itself; needs neither a majority nor a god. */
export function statusOf({ member, surroundings, ...facts }: StatusFacts): PriestStatus {
  const core = member?.core
  const ballot = core?.hearsBallot ?? null
  const applied = member?.keeper.number ?? 0
  return {
    ...facts,
    state: core?.state ?? 'learner',
    role: core !== undefined && core.learnerBecause === null ? 'legislator' : 'learner',
    why: core === undefined ? 'it belongs to no parliament yet' : learnsBecause(core),
    president: core?.hearsPresident ?? null,
    ballot: ballot === null ? null : [...ballotJson(ballot)],
    passed: core?.passedTo ?? 0,
    applied,
    law: member === null ? null : member.keeper.status,
    lag: Math.max(0, (core?.knownTo ?? 0) - applied),
    rss: surroundings.residentBytes(),
    pid: surroundings.pid,
  }
}

/** A seat is given back by a decree, and no decree passes without a majority. */
function learnsBecause(core: LegislatorCore): string | null {
  const why = core.learnerBecause
  if (why === null || !core.wantsSeat || core.hearsPresident !== null) return why
  return `${why}; no president is heard, and none can give it its seat back without a majority of the roll`
}
