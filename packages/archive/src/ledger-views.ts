import { decreeJson, decreeText } from '@paxon/law'
import type { HeldDecree, LedgerReading } from '@paxon/ledger'
import { type Ballot, ballotJson, ballotText, heldTo, legislatorText } from '@paxon/synod'
import { quoted } from './quoted.js'

/** The forms in which a ledger is printed: for people, for programs, and that of the first program. */
export const LEDGER_FORMATS = ['prose', 'json', 'first'] as const
export type LedgerFormat = (typeof LEDGER_FORMATS)[number]

/** A ledger as lines, without their ends. Reads as it goes: a long ledger is never held as a whole. */
export function ledgerLines(reading: LedgerReading, format: LedgerFormat): Generator<string> {
  switch (format) {
    case 'prose':
      return prose(reading)
    case 'json':
      return json(reading)
    case 'first':
      return first(reading)
  }
}

function* prose(reading: LedgerReading): Generator<string> {
  const { me, inscribed, start } = reading
  const { founding, lastTried, nextBal, passedTo, doubted } = inscribed
  yield me === null
    ? 'The ledger of a priest whose name cannot be read.'
    : `The ledger of ${legislatorText({ ...me, incarnation: inscribed.incarnation ?? me.incarnation })} (birth ${me.birth}, start ${start}).`
  if (founding === null) yield 'It belongs to no parliament yet.'
  else {
    yield `Parliament ${founding.parliament} of ${founding.roll.map((seat) => seat.name).join(', ')}, ` +
      `with the law ${founding.law.name} ${founding.law.version} and up to ${founding.alpha} decrees under way.`
  }
  yield `Last tried ${ballotText(lastTried)}; next ballot ${ballotText(nextBal)}; ` +
    `passed up to ${passedTo}; held up to ${heldTo(inscribed)}.`
  if (doubted !== null) yield `It is in doubt, and votes no more: ${doubted}.`
  for (const held of reading.decrees()) {
    const how = held.ballot === null ? 'learnt' : `voted for in ${ballotText(held.ballot)}`
    yield `Decree ${held.number}, ${how}, ${held.passed ? 'passed' : 'not known to have passed'}: ${text(reading, held)}`
  }
}

function* json(reading: LedgerReading): Generator<string> {
  const { me, parliament, inscribed, start } = reading
  const { founding, lastTried, nextBal, passedTo, doubted } = inscribed
  yield JSON.stringify({
    parliament,
    name: me?.name ?? null,
    incarnation: inscribed.incarnation ?? me?.incarnation ?? null,
    birth: me?.birth ?? null,
    founding,
    lastTried: ballot(lastTried),
    nextBal: ballot(nextBal),
    passedTo,
    heldTo: heldTo(inscribed),
    law: founding?.law ?? null,
    start,
    doubted,
  })
  for (const held of reading.decrees()) {
    const value = decreeJson(held.decree, lawName(reading))
    yield JSON.stringify({ decree: held.number, ballot: ballot(held.ballot), value, passed: held.passed })
  }
}

/** `ledger.csv` of the first program: what passed, and nothing else. */
function* first(reading: LedgerReading): Generator<string> {
  yield 'ballot,decree'
  for (const held of reading.decrees()) if (held.passed) yield `${held.number},${quoted(text(reading, held))}`
}

const ballot = (of: Ballot | null) => (of === null ? null : ballotJson(of))

const text = (reading: LedgerReading, held: HeldDecree): string => decreeText(held.decree, lawName(reading))

/** Nothing is decided before the founding, so without one there is no decree to show. */
const lawName = (reading: LedgerReading): string => reading.inscribed.founding?.law.name ?? ''
