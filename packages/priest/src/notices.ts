import { ballotText, type Notice } from '@paxon/synod'
import type { Log } from './log.js'

/** Logs what the core noticed, under its stable event name. */
export function logNotice(log: Log, notice: Notice): void {
  switch (notice.event) {
    case 'stood':
      return log.info(
        { event: 'stood', ballot: ballotText(notice.ballot) },
        `stands with ballot ${ballotText(notice.ballot)}`,
      )
    case 'presides':
      return log.info(
        { event: 'presides', ballot: ballotText(notice.ballot) },
        `presides with ballot ${ballotText(notice.ballot)}`,
      )
    case 'resigned':
      return log.info(
        { event: 'resigned', ballot: ballotText(notice.ballot), why: notice.why },
        `resigned ballot ${ballotText(notice.ballot)}: ${notice.why}`,
      )
    case 'refused':
      return log.info(
        { event: 'refused', ballot: ballotText(notice.ballot), promised: ballotText(notice.promised), by: notice.by },
        `${notice.by} refused ballot ${ballotText(notice.ballot)}: it has promised ${ballotText(notice.promised)}`,
      )
    case 'caught up':
      return log.info({ event: 'caught up', decree: notice.heldTo }, `caught up to decree ${notice.heldTo}`)
    case 'in doubt':
      return log.error({ event: 'in doubt', why: notice.why }, `ledger in doubt: ${notice.why}`)
    case 'left':
      return log.info({ event: 'left' }, 'left the chamber')
  }
}
