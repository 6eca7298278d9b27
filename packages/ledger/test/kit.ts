import {
  type Ballot,
  birthOf,
  type Founding,
  type Inscribed,
  inscribe,
  type LedgerRecord,
  nameOf,
  nothingInscribed,
  type Run,
  takes,
} from '@paxon/synod'
import { chanceOf } from '../../synod/test/chance.js'
import type { Ledger } from '../src/index.js'
import { type NodeDisk, type OpenResult, openLedger, SimulatedDisk } from '../src/index.js'

/** What the tests of this package share. */

/** Calls that were put off, done when the test says so. */
export class Queue {
  private calls: (() => void)[] = []

  readonly later = (call: () => void): void => {
    this.calls.push(call)
  }

  /** Does all that is put off, and what that puts off. */
  run(): void {
    for (let call = this.calls.shift(); call !== undefined; call = this.calls.shift()) call()
  }

  /** Does the first that is put off. */
  runOne(): void {
    this.calls.shift()?.()
  }

  /** Takes out all that is put off, until the returned function puts it behind what was put off since. */
  setAside(): () => void {
    const aside = this.calls
    this.calls = []
    return () => this.calls.push(...aside)
  }

  drop(): void {
    this.calls = []
  }
}

export const ALPHA = nameOf('alpha')
export const FOLDER = 'island/alpha'
export const PAGES = `${FOLDER}/ledger`
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
export const ballot = (round: number, name = 'alpha', incarnation = 1): Ballot => ({
  round,
  by: { name: nameOf(name), incarnation },
})

export const FOUNDING: Founding = {
  parliament: '00112233445566778899aabbccddeeff',
  roll: [{ name: ALPHA, incarnation: 1, birth: birthOf('00000000000000b1'), weight: 1 }],
  alpha: 4096,
  law: { name: 'key-value', version: 1 },
  format: 1,
}

export const voted = (round: number, from: number, ...decrees: string[]): LedgerRecord => ({
  type: 'Voted',
  ballot: ballot(round),
  from,
  decrees: decrees.map(bytesOf),
})
export const learnt = (from: number, ...decrees: string[]): LedgerRecord => ({
  type: 'Learnt',
  from,
  decrees: decrees.map(bytesOf),
})
export const passedTo = (number: number): LedgerRecord => ({ type: 'PassedTo', number })
export const promised = (round: number): LedgerRecord => ({ type: 'NextBal', ballot: ballot(round) })

/** Opens alpha's ledger on a disk of this machine. */
export const openOn = (disk: NodeDisk, folder: string): Promise<OpenResult> =>
  new Promise((done) => {
    openLedger(
      {
        disk,
        folder,
        name: ALPHA,
        drawBirth: () => birthOf('00000000000000b1'),
        now: () => performance.now(),
        later: (call) => setImmediate(call),
        pageBytes: 64 * 1024,
      },
      done,
    )
  })

/** A simulated machine with one priest's ledger. */
export class Machine {
  readonly queue = new Queue()
  readonly disk: SimulatedDisk
  readonly pageBytes: number
  private births: number

  /** @param births how many births were drawn before: those of two machines can be made to differ */
  constructor(seed = 1, pageBytes = 32 * 1024, births = 0) {
    this.births = births
    this.disk = new SimulatedDisk({ random: chanceOf(seed), later: this.queue.later })
    this.pageBytes = pageBytes
  }

  tryOpen(name = ALPHA): OpenResult | null {
    let found: OpenResult | null = null
    openLedger(
      {
        disk: this.disk,
        folder: FOLDER,
        name,
        drawBirth: () => {
          this.births += 1
          return birthOf(`00000000000000b${this.births}`)
        },
        now: () => 0,
        later: this.queue.later,
        pageBytes: this.pageBytes,
      },
      (result) => {
        found = result
      },
    )
    this.queue.run()
    return found
  }

  open(): Ledger {
    const result = this.tryOpen()
    if (result === null) throw new Error('the opening never ended')
    if (!result.ok) throw result.error
    return result.ledger
  }

  /** Writes records and waits until they are synced. */
  write(ledger: Ledger, ...records: LedgerRecord[]): void {
    let isSynced = false
    const position = ledger.append(records)
    ledger.onSynced = (upTo) => {
      isSynced ||= upTo >= position
    }
    ledger.flush()
    this.queue.run()
    if (!isSynced) throw new Error('the records were never synced')
  }

  read(ledger: Ledger, after: number, maxBytes = 1_000): Run {
    let found: Run | null = null
    ledger.read(after, maxBytes, (run) => {
      found = run
    })
    this.queue.run()
    if (found === null) throw new Error('the read never ended')
    return found
  }

  /** All decrees from 1 on, as texts. */
  readAll(ledger: Ledger, maxBytes = 1_000): string[] {
    const decrees: string[] = []
    for (;;) {
      const run = this.read(ledger, decrees.length, maxBytes)
      if (run.decrees.length === 0) return decrees
      decrees.push(...run.decrees.map(textOf))
    }
  }

  kill(): void {
    this.disk.kill()
    this.queue.drop()
  }

  crash(): void {
    this.disk.crash()
    this.queue.drop()
  }

  bytes(page: number): Buffer {
    return Buffer.from(this.disk.read(this.page(page), 0, this.disk.size(this.page(page))))
  }

  /** The place of a text in a page. */
  placeOf(page: number, text: string): number {
    const place = this.bytes(page).indexOf(text)
    if (place < 0) throw new Error(`no "${text}" in page ${page}`)
    return place
  }

  /** Puts another page where this one is. */
  replace(page: number, bytes: Uint8Array): void {
    this.disk.create(this.page(page)).write(bytes, 0)
  }

  page(number: number): string {
    return `${PAGES}/${String(number).padStart(8, '0')}.page`
  }
}

export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** What a ledger must hold, kept the simple way: a second version of sum and index. */
export class Model {
  readonly sum: Inscribed = nothingInscribed()
  readonly passed = new Map<number, string>()

  constructor(records: readonly LedgerRecord[] = []) {
    for (const record of records) this.inscribe(record)
  }

  inscribe(record: LedgerRecord): void {
    const texts = new Map([...this.sum.entries].map(([number, entry]) => [number, textOf(entry.decree)]))
    if ('decrees' in record) {
      const by = record.type === 'Voted' ? record.ballot : null
      for (const [index, decree] of record.decrees.entries())
        if (takes(this.sum, record.from + index, by)) texts.set(record.from + index, textOf(decree))
    }
    inscribe(this.sum, record)
    for (const [number, text] of texts) if (number <= this.sum.writtenTo) this.passed.set(number, text)
  }

  decrees(): string[] {
    return Array.from({ length: this.sum.writtenTo }, (_, index) => this.passed.get(index + 1) ?? 'nothing')
  }
}

/** A form of a sum that can be compared and printed. */
export const plain = (sum: Inscribed): unknown => ({
  ...sum,
  entries: [...sum.entries]
    .sort(([a], [b]) => a - b)
    .map(([number, entry]) => [number, entry.ballot, textOf(entry.decree)]),
  addresses: [...sum.addresses],
})
