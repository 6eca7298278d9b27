import type { Decree, Run } from '@paxon/synod'

/** Numbered decrees as runs, the longest that they make. */
export class RunList {
  private readonly runs: Run[] = []
  private decrees: Decree[] = []
  private next = 0

  get list(): readonly Run[] {
    return this.runs
  }

  /** In the order of the numbers, which start from 1. */
  add(number: number, decree: Decree): void {
    if (number === this.next) this.decrees.push(decree)
    else {
      this.decrees = [decree]
      this.runs.push({ from: number, decrees: this.decrees })
    }
    this.next = number + 1
  }
}
