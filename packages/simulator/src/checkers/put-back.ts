import type { Birth, Identity, Message } from '@paxon/synod'
import type { Verdict } from '../verdict.js'

/** A ledger that was put back, since it was opened. */
interface Watched {
  /** The largest batch that it has told; null: nothing yet. */
  told: number | null
  /** The largest batch that a peer remembered before it had told anything. */
  heard: number
  readonly peers: Set<string>
  /** When it was opened, virtual ms; null: not yet. */
  openedMs: number | null
  /** A peer that remembers more has shaken hands in time: before it may promise or vote. */
  isNoticed: boolean
}

/** What a ledger that has forgotten something must not say; answers to beats confirm inquiries. */
const COUNTS: ReadonlySet<Message['type']> = new Set(['NextBallot', 'LastVote', 'BeginBallot', 'Voted', 'BeatAnswer'])

/** A priest waits so long for its peers before it promises or votes (300 ms), by the fastest clock that there is. */
const ENTER_MS = 270

/**
 * A ledger that was put back from a copy (P42): where a peer that remembers more of it shakes hands while the priest is
 * still entering, that birth never promises or votes. Where none does in time nobody can notice, and nothing is owed: such
 * a priest is taken away before what it says is out.
 */
export class PutBack {
  /** A priest is about to promise or vote, and nobody has noticed. */
  onUnnoticed: (who: Identity) => void = () => {}
  private readonly verdict: Verdict
  private readonly majority: number
  private readonly watched = new Map<Birth, Watched>()

  /** @param priests on the roll */
  constructor(verdict: Verdict, priests: number) {
    this.verdict = verdict
    this.majority = Math.floor(priests / 2) + 1
  }

  began(birth: Birth): void {
    this.watched.set(birth, { told: null, heard: 0, peers: new Set(), openedMs: null, isNoticed: false })
  }

  /** Whether every frame has to be read. */
  get isOn(): boolean {
    return this.watched.size > 0
  }

  isWatched(birth: Birth): boolean {
    return this.watched.has(birth)
  }

  /** Its ledger was opened, for the first or another time since. */
  opened(birth: Birth, nowMs: number): void {
    const watched = this.watched.get(birth)
    if (watched === undefined) return
    Object.assign(watched, { told: null, heard: 0, peers: new Set(), openedMs: nowMs, isNoticed: false })
  }

  /** It shakes hands. @param batch the last batch of its ledger, as it says itself */
  toldBatch(birth: Birth, batch: number): void {
    const watched = this.watched.get(birth)
    if (watched === undefined) return
    if (watched.told === null && watched.heard > batch) watched.isNoticed = true
    watched.told = Math.max(watched.told ?? 0, batch)
  }

  /** A peer shook hands with it. @param remembers the batch that the peer remembers of this birth; 0 for none */
  heardBatch(birth: Birth, peer: string, remembers: number, nowMs: number): void {
    const watched = this.watched.get(birth)
    if (watched === undefined || watched.openedMs === null || nowMs - watched.openedMs > ENTER_MS) return
    // Itself and those that it has met are a majority: it may have promised already.
    if (watched.peers.size + 1 >= this.majority) return
    watched.peers.add(peer)
    if (watched.told === null) watched.heard = Math.max(watched.heard, remembers)
    else if (remembers > watched.told) watched.isNoticed = true
  }

  wasSent(from: Identity, { type }: Message): void {
    const watched = this.watched.get(from.birth)
    if (watched === undefined) return
    if (!COUNTS.has(type)) return
    this.watched.delete(from.birth)
    if (watched.isNoticed)
      this.verdict.wrong(`${from.name} sent a ${type} though a peer remembers more of its ledger, which was put back`)
    else this.onUnnoticed(from)
  }
}
