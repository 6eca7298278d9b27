import { decreeText } from '@paxon/law'
import { type Disk, readLedger, type WrittenRecord } from '@paxon/ledger'
import { ballotText, legislatorText } from '@paxon/synod'
import type { Priest } from './judging.js'

/** More words of one decree than this are not printed as evidence. */
const WORDS_MAX = 120

/** Who holds what under a number, and where it stands: a sentence for each record. */
export function placesOf(disk: Disk, dir: string, priests: readonly Priest[], number: number, law: string): string[] {
  return priests.flatMap(({ name }) => {
    const told: string[] = []
    const see = ({ record, page, offset }: WrittenRecord) => {
      const where = `(${page} at ${offset})`
      if (record.type === 'Begun' && record.from <= number)
        told.push(
          `${name} notes that ${ballotText(record.ballot)} rests on ${record.quorum.map(legislatorText).join(', ')} from ${record.from} on ${where}`,
        )
      if (record.type !== 'Voted' && record.type !== 'Learnt') return
      const decree = record.decrees[number - record.from]
      if (decree === undefined) return
      const how = record.type === 'Voted' ? `voted in ${ballotText(record.ballot)} for` : 'learnt as passed'
      told.push(`${name} ${how} ${short(decreeText(decree, law))} ${where}`)
    }
    const begin = () => {
      told.length = 0
    }
    const reading = readLedger(disk, `${dir}/${name}`, { begin, missing: () => {}, see })
    // Of the quorums noted before it only those of ballots that have a vote here tell something.
    const voted = new Set(told.flatMap((text) => / voted in (\S+) for /.exec(text)?.[1] ?? []))
    const kept = told.filter(
      (text) => !text.includes(' notes that ') || voted.has(/ notes that (\S+) /.exec(text)?.[1] ?? ''),
    )
    const passedTo = reading?.inscribed.passedTo ?? 0
    const knows = number <= passedTo ? 'knows it as passed' : 'does not know it as passed'
    return kept.length === 0
      ? [`${name} has no vote for it and has not learnt it, and ${knows}`]
      : [...kept, `${name} ${knows}`]
  })
}

const short = (words: string): string => (words.length > WORDS_MAX ? `${words.slice(0, WORDS_MAX)}…` : words)
