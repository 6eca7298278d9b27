import type { LedgerLine, StoryEvent } from './events.js'

/** One event in prose: lines without line ends, what follows from another indented below it. */
export function storyText(event: StoryEvent): string[] {
  switch (event.event) {
    case 'opens':
      return [
        `${event.priests.length} priests act out ${event.ballots} ballots (seed ${event.seed}).`,
        `Each is present ${percent(event.present)} of the time, and votes ${percent(event.voteYes)} of the time when it is.`,
        ...(event.unreliable > 0 ? [messengersText(percent(event.unreliable))] : []),
      ]
    case 'ballot':
      return [
        '',
        `Ballot ${event.number}. The lot falls on ${event.president}.`,
        `  present: ${event.present.join(', ')}; absent: ${event.absent.join(', ') || 'nobody'}; will not vote: ${event.no.join(', ') || 'nobody'}`,
      ]
    case 'notices':
      return [`  ${event.priest} ${event.text}`]
    case 'writes':
      return [`    ${event.priest} writes in its ledger: ${event.text}`]
    case 'says':
      return [`    ${event.priest} says to ${whom(event.priest, event.to)}: ${event.text}`]
    case 'loses':
      return [`    the messenger from ${event.from} to ${event.to} loses ${event.text}`]
    case 'hears':
      return [`  ${event.priest} hears ${event.from === event.priest ? 'itself' : event.from}: ${event.text}`]
    case 'votes no':
      return [`  ${event.priest} hears ${event.text}`, `    ${event.priest} does not vote`]
    case 'petition':
      return [`  a citizen asks ${event.priest} for: ${event.decree}`]
    case 'passed':
      return [`    ${event.priest} has as passed: decree ${event.number}, ${event.decree}`]
    case 'ended':
      return [
        `Ballot ${event.number} ${event.succeeded ? 'succeeded' : `failed: ${event.why}`}. The ledgers now:`,
        ...Object.entries(event.ledgers).map(([name, lines]) => `  ${name}: ${ledgerText(lines)}`),
      ]
    case 'closes':
      return [
        '',
        `${event.succeeded} ballots passed what was asked for; ${event.decrees.length} decrees in all.`,
        ...event.figures.flatMap(({ decree, lines }) => [
          '',
          `The ballots of decree ${decree}:`,
          ...lines.map((line) => `  ${line}`),
        ]),
        '',
        ...(event.broken.length === 0
          ? ['B1, B2 and B3 hold of all ballots, and I1 to I7 of all that was said and written.']
          : event.broken),
      ]
  }
}

const messengersText = (share: string): string =>
  `Of their letters messengers lose ${share}, repeat ${share}, and bring ${share} late.`

const percent = (share: number): string => `${Math.round(share * 100)} %`

const whom = (from: string, to: readonly string[]): string =>
  to.map((name) => (name === from ? 'itself' : name)).join(', ')

const ledgerText = (lines: readonly LedgerLine[]): string =>
  lines.map(([number, decree]) => `${number} ${decree}`).join('; ') || 'empty'
