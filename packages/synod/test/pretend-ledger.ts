import {
  type Birth,
  birthOf,
  type Decree,
  heldTo,
  type Inscribed,
  inscribe,
  type LedgerRecord,
  nothingInscribed,
  takes,
} from '../src/index.js'

/** What a ledger says when it is opened. */
export interface Opened {
  readonly birth: Birth
  readonly inscribed: Inscribed
  /** The decrees that it holds as passed, from 1. */
  readonly held: readonly Decree[]
}

/** A ledger that forgets what was not synced, that can be put back from a copy, and that draws a new birth when it is in doubt. */
export class PretendLedger {
  birth: Birth
  durable: LedgerRecord[] = []
  unsynced: LedgerRecord[] = []
  /** Records given since the start, and how many of them are durable. */
  position = 0
  synced = 0
  /** The largest batch of this birth that anyone has heard of, and of that before it was opened last. */
  remembered = 0
  private rememberedBefore = 0
  /** How many records were durable after each batch. */
  private batches: number[] = []
  /** Decrees that damage took away, and how many records were durable then. */
  private damage: { readonly from: number; readonly to: number; readonly at: number } | null = null

  constructor(birth: Birth) {
    this.birth = birth
  }

  /** The last synced batch. */
  get batch(): number {
    return this.batches.length
  }

  get rememberedAs(): { remembers: number; remembersBefore: number; remembersLater: boolean } {
    return { remembers: this.remembered, remembersBefore: this.rememberedBefore, remembersLater: false }
  }

  /** More was heard of it than it holds. */
  get isBehind(): boolean {
    return this.batch < this.remembered
  }

  write(records: readonly LedgerRecord[]): void {
    this.unsynced.push(...records)
    this.position += records.length
  }

  /** @returns the records that became durable */
  sync(): LedgerRecord[] {
    const synced = this.unsynced
    this.unsynced = []
    this.durable.push(...synced)
    this.synced = this.position
    this.batches.push(this.durable.length)
    this.remembered = Math.max(this.remembered, this.batch)
    return synced
  }

  /** What it held after so many batches is all that it holds. */
  putBack(batch: number): void {
    this.batches = this.batches.slice(0, batch)
    this.durable = this.durable.slice(0, this.batches[batch - 1] ?? 0)
  }

  /** The decrees of these numbers, of which it knows that they passed, are lost; what else it says is restated. */
  lose(from: number, to: number): void {
    this.damage = { from, to, at: this.durable.length }
  }

  /** All is lost: a new ledger is made where it was. */
  wipe(): void {
    this.renew()
    this.unsynced = []
  }

  private renew(): void {
    this.birth = birthOf((BigInt(`0x${this.birth}`) + 0x100n).toString(16).padStart(16, '0'))
    this.durable = []
    this.batches = []
    this.damage = null
    this.remembered = 0
  }

  /** One that noted that it is in doubt is put aside, but for why. */
  open(): Opened {
    this.unsynced = []
    this.position = 0
    this.synced = 0
    const doubt = this.durable.find((record) => record.type === 'Doubted')
    if (doubt !== undefined) this.renew()
    this.rememberedBefore = this.remembered
    const { inscribed, held } = this.read()
    return { birth: this.birth, inscribed: { ...inscribed, doubted: doubt?.why ?? null }, held }
  }

  private read(): { inscribed: Inscribed; held: Decree[] } {
    const inscribed = nothingInscribed()
    const pages = new Map<number, Decree>()
    const { damage } = this
    for (const [i, record] of this.durable.entries()) {
      if (i === damage?.at) inscribed.holes = [{ from: damage.from, to: damage.to }]
      if (record.type === 'Voted' || record.type === 'Learnt') {
        const ballot = record.type === 'Voted' ? record.ballot : null
        for (const [i, decree] of record.decrees.entries()) {
          if (takes(inscribed, record.from + i, ballot)) pages.set(record.from + i, decree)
        }
      }
      inscribe(inscribed, record)
    }
    if (damage?.at === this.durable.length) inscribed.holes = [{ from: damage.from, to: damage.to }]
    const held: Decree[] = []
    for (let number = 1; number <= heldTo(inscribed); number++) {
      const decree = pages.get(number)
      if (decree === undefined) throw new Error(`the ledger says that it holds ${number}, and does not`)
      held.push(decree)
    }
    return { inscribed, held }
  }
}
