import { type FoundingStatus, foundingBallotText } from '@paxon/synod'

/** What the founding has come to, for people. */
export function statusText(status: FoundingStatus): string {
  switch (status.state) {
    case 'waiting':
      return status.missing.length === 0
        ? 'all named priests are here; a founding ballot begins with the next beat'
        : `nothing is founded before all named priests are here; missing: ${status.missing.join(', ')}`
    case 'trying':
      return `founding ballot ${foundingBallotText(status.ballot)}: asks all for their last votes`
    case 'polling':
      return `founding ballot ${foundingBallotText(status.ballot)}: asks all to vote`
    case 'founded':
      return `parliament ${status.founding.parliament} of ${status.founding.roll.map((seat) => seat.name).join(', ')}`
    case 'stopped':
      return status.why
  }
}
