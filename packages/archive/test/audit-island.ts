import { encodeEnvelope, KeyValueLaw, putBody } from '@paxon/law'
import { type Ledger, openLedger, SimulatedDisk } from '@paxon/ledger'
import { type Ballot, birthOf, type Founding, type LedgerRecord, type Name, nameOf, OLIVE_DAY } from '@paxon/synod'

/** Those of Figure 1 are Α to Ε. */
export const FIVE = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'].map(nameOf)
export const NAMES = FIVE.slice(0, 3)
export type Island = Readonly<Record<string, LedgerRecord[]>>

const birth = (index: number) => birthOf(`${index + 1}`.repeat(16))

export function rollOf(names: readonly Name[]): Founding['roll'] {
  return names.map((name, i) => ({ name, incarnation: 1, birth: birth(i), weight: 1 }))
}

export const FOUNDING: Founding = {
  parliament: '0f'.repeat(16),
  roll: rollOf(NAMES),
  alpha: 8,
  law: { name: KeyValueLaw.NAME, version: 1 },
  format: 1,
}

export const ballot = (round: number, by: string): Ballot => ({ round, by: { name: nameOf(by), incarnation: 1 } })
const named = (names: string) => names.split(' ').map((name) => ({ name: nameOf(name), incarnation: 1 }))

export const put = (seq: number, value: string, acked = seq - 1) =>
  encodeEnvelope({ kind: 'decree', session: 1, seq, acked, time: 10 * seq, body: putBody('x', value) })
export const SESSION = encodeEnvelope({ kind: 'session', time: 1 })

export const founded = (founding = FOUNDING): LedgerRecord => ({ type: 'Founded', founding })
export const tried = (of: Ballot): LedgerRecord => ({ type: 'LastTried', ballot: of })
export const promised = (of: Ballot): LedgerRecord => ({ type: 'NextBal', ballot: of })
export const begun = (of: Ballot, from: number, quorum: string): LedgerRecord => ({
  type: 'Begun',
  ballot: of,
  from,
  quorum: named(quorum),
})
export const voted = (of: Ballot, from: number, ...decrees: Uint8Array[]): LedgerRecord => ({
  type: 'Voted',
  ballot: of,
  from,
  decrees,
})
export const learnt = (from: number, ...decrees: Uint8Array[]): LedgerRecord => ({ type: 'Learnt', from, decrees })
export const passedTo = (number: number): LedgerRecord => ({ type: 'PassedTo', number })

const FIRST = ballot(1, 'alpha')
const SECOND = ballot(2, 'beta')

/**
 * Alpha passes a session and two puts with gamma and dies; beta, which had voted for none of it, goes above with gamma, passes
 * the second put anew, an olive-day and a third put, and alpha comes back and learns.
 */
export const sound = (): Island => ({
  alpha: [
    founded(),
    tried(FIRST),
    promised(FIRST),
    begun(FIRST, 1, 'alpha gamma'),
    voted(FIRST, 1, SESSION, put(1, 'a')),
    voted(FIRST, 3, put(2, 'b')),
    passedTo(2),
    promised(SECOND),
    learnt(4, OLIVE_DAY, put(3, 'c')),
    passedTo(5),
  ],
  beta: [
    founded(),
    tried(SECOND),
    promised(SECOND),
    learnt(1, SESSION, put(1, 'a')),
    passedTo(2),
    begun(SECOND, 3, 'beta gamma'),
    voted(SECOND, 3, put(2, 'b')),
    voted(SECOND, 4, OLIVE_DAY, put(3, 'c')),
    passedTo(5),
  ],
  gamma: [
    founded(),
    promised(FIRST),
    voted(FIRST, 1, SESSION, put(1, 'a'), put(2, 'b')),
    passedTo(2),
    promised(SECOND),
    voted(SECOND, 3, put(2, 'b'), OLIVE_DAY, put(3, 'c')),
    passedTo(5),
  ],
})

/** A disk with these ledgers under /island. Each list of records is a batch of its own. */
export function diskOf(island: Island): SimulatedDisk {
  const queue: (() => void)[] = []
  const later = (call: () => void) => void queue.push(call)
  const run = () => {
    for (let call = queue.shift(); call !== undefined; call = queue.shift()) call()
  }
  const disk = new SimulatedDisk({ random: () => 0.5, later })
  for (const [i, name] of FIVE.entries()) {
    const records = island[name]
    if (records !== undefined) write(disk, name, i, records, later, run)
  }
  return disk
}

function write(
  disk: SimulatedDisk,
  name: Name,
  index: number,
  records: readonly LedgerRecord[],
  later: (call: () => void) => void,
  run: () => void,
): void {
  let opened: Ledger | null = null
  const drawBirth = () => birth(index)
  const folder = `/island/${name}`
  openLedger({ disk, folder, name, drawBirth, now: () => 0, later, pageBytes: 64 * 1024 }, (result) => {
    if (result.ok) opened = result.ledger
  })
  run()
  const ledger = opened as Ledger | null
  if (ledger === null) throw new Error('the ledger was not opened')
  for (const record of records) {
    ledger.append([record])
    ledger.flush()
    run()
  }
}
