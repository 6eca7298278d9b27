import { type Founding, legislatorText, sameIdentity } from '@paxon/synod'
import type { Verdict } from '../verdict.js'

interface Known {
  readonly founding: Founding
  readonly where: string
}

/** One parliament at most over one set of priests (P38), and one decree 0 for each. */
export class Foundings {
  private readonly verdict: Verdict
  private readonly byParliament = new Map<string, Known>()

  constructor(verdict: Verdict) {
    this.verdict = verdict
  }

  get first(): Founding | null {
    const [known] = this.byParliament.values()
    return known?.founding ?? null
  }

  hasPassed(founding: Founding, where: string): void {
    const before = this.byParliament.get(founding.parliament)
    if (before === undefined) this.add({ founding, where })
    else if (text(before.founding) !== text(founding))
      this.verdict.wrong(
        `parliament ${founding.parliament} was founded as one in ${before.where}, as another in ${where}`,
      )
  }

  private add(known: Known): void {
    for (const other of this.byParliament.values()) {
      const both = other.founding.roll.find((seat) => known.founding.roll.some((mine) => sameIdentity(mine, seat)))
      if (both === undefined) continue
      const ids = `${other.founding.parliament} (${other.where}) and ${known.founding.parliament} (${known.where})`
      this.verdict.wrong(`${legislatorText(both)} has a seat in two parliaments: ${ids}`)
    }
    this.byParliament.set(known.founding.parliament, known)
  }
}

/** Whatever the order of what it says. */
const text = ({ roll, alpha, law, format }: Founding): string =>
  [
    ...roll.map((seat) => `${legislatorText(seat)}@${seat.birth}*${seat.weight}`).sort(),
    alpha,
    law.name,
    law.version,
    format,
  ].join()
