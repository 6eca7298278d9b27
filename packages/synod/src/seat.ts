import type { Desk } from './desk.js'

/** `readmitted`: it votes, and counts from a later decree on. */
export type SeatState = 'legislator' | 'learner' | 'catching up' | 'readmitted'

/** Whether this birth may vote: it has a seat by the law (section 3.3.6), and its ledger is in no doubt (3.3.5). */
export class OwnSeat {
  private readonly desk: Desk
  /** Why the ledger before this birth was lost; no bar by itself: a new birth needs a seat, whatever it lost. */
  private readonly lostBecause: string | null
  /** Why this birth must not vote any more; the next opening draws another. */
  private doubted: string | null
  /** This birth had a seat once: the law gives it none again. */
  private hadSeat: boolean

  constructor(desk: Desk, born: { lostBecause: string | null; doubted: string | null; hadSeat: boolean }) {
    this.desk = desk
    this.lostBecause = born.lostBecause
    this.doubted = born.doubted
    this.hadSeat = born.hadSeat
  }

  /** Why this priest neither promises, votes nor tries a ballot; null when it does. */
  get learnerBecause(): string | null {
    if (this.doubted !== null) return this.doubted
    if (this.desk.rolls.seatOf(this.desk.me) !== undefined) return null
    if (this.hadSeat) return 'another ledger has its seat'
    return this.lostBecause ?? 'its birth is not on the roll'
  }

  /** This birth may not vote yet, and may be given a seat. */
  get isWanted(): boolean {
    return this.learnerBecause !== null && this.doubted === null && !this.hadSeat
  }

  /** @param isBehind it lacks decrees that others have */
  state(isBehind: boolean): SeatState {
    const { rolls, me } = this.desk
    if (this.learnerBecause === null) return rolls.current.has(me) ? 'legislator' : 'readmitted'
    return isBehind ? 'catching up' : 'learner'
  }

  /** The law may have given this birth a seat: as whom this priest acts from now on. */
  take(): void {
    const seat = this.desk.rolls.seatOf(this.desk.me)
    if (seat === undefined) return
    const { name, incarnation, birth } = seat
    const isNew = !this.hadSeat
    this.hadSeat = true
    if (incarnation === this.desk.me.incarnation && !isNew) return
    this.desk.me = { name, incarnation, birth }
    this.desk.write({ type: 'Seated', incarnation })
    const from = this.desk.rolls.seatedFrom(seat)
    if (isNew && from !== null) this.desk.notice({ event: 'readmitted', incarnation, from })
  }

  /** @returns whether it was in no doubt before */
  doubt(why: string): boolean {
    if (this.doubted !== null) return false
    this.doubted = why
    this.desk.write({ type: 'Doubted', why })
    return true
  }
}
