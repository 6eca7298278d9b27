import { ballotText, type Founding, type LegislatorCore, type Notice, noticeText } from '@paxon/synod'
import type { Log } from './log.js'

/** Logs what the core noticed, under its stable event name; ballots as their short text. */
export function logNotice(log: Log, notice: Notice): void {
  const fields: Record<string, unknown> = { event: notice.event }
  if ('why' in notice) fields.why = notice.why
  if ('by' in notice) fields.by = notice.by
  if ('heldTo' in notice) fields.decree = notice.heldTo
  if ('number' in notice) fields.decree = notice.number
  if ('name' in notice) fields.legislator = notice.name
  if ('birth' in notice) fields.birth = notice.birth
  if ('incarnation' in notice) fields.incarnation = notice.incarnation
  if ('from' in notice) fields.from = notice.from
  if ('ballot' in notice) fields.ballot = ballotText(notice.ballot)
  if ('promised' in notice) fields.promised = ballotText(notice.promised)
  if (notice.event === 'in doubt') log.error(fields, noticeText(notice))
  else log.info(fields, noticeText(notice))
}

/** Logs to which parliament a priest belongs from now on, and whether it votes. */
export function logMember(log: Log, { parliament, roll }: Founding, core: LegislatorCore): void {
  const names = roll.map(({ name }) => name)
  log.info({ event: 'founded', parliament, roll: names }, `belongs to parliament ${parliament}`)
  const why = core.learnerBecause
  if (why !== null) log.warn({ event: 'learner', why }, `learns and does not vote: ${why}`)
}
