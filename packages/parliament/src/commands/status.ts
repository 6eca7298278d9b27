import { nodeMac, ProvingNetwork } from '@paxon/messenger'
import { ParliamentError } from '@paxon/wire'
import { askStatus } from '../ask-status.js'
import { wantsColours } from '../colours.js'
import { command } from '../command.js'
import { EXIT } from '../failure.js'
import { print, printText } from '../output.js'
import { secretFile, secretFrom } from '../secret.js'
import { flag, type Settings } from '../settings.js'
import { redrawn, statusTable } from '../status-table.js'
import { godSurroundings } from '../surroundings.js'
import { type StatusLine, survey } from '../survey.js'
import { at, dir, whereOf } from '../where.js'

const ANSWER_MS = 1_000
const WATCH_MS = 1_000
/** An empty terminal. */
const CLEARED = '\u001b[2J'

const settings = {
  at,
  dir,
  'secret-file': secretFile,
  watch: flag('again every second, until Ctrl-C; on a terminal a table that redraws'),
} satisfies Settings

export const status = command({
  usage: 'status',
  describe: 'show each priest; needs neither a majority nor god, and exits with 1 if none answers',
  settings,
  examples: [
    ['status', 'of ./island'],
    ['status --at ws://10.0.0.2:4701 --json', 'of the parliament of that priest'],
    ['status --watch', 'as it changes'],
  ],
  run: async ({ values, json }) => {
    const where = whereOf(values)
    const { network: inner, clock, randomHex } = godSurroundings()
    const { secret = null } = secretFrom(values['secret-file'])
    const network = new ProvingNetwork(inner, { secret, clock, randomHex, mac: nodeMac })
    const redraws = values.watch && !json && process.stdout.isTTY
    if (redraws) printText(CLEARED)
    for (;;) {
      const unproved: ParliamentError[] = []
      const lines = await survey(where, async (url) => {
        try {
          return await askStatus(network, clock, url, ANSWER_MS)
        } catch (error) {
          if (!(error instanceof ParliamentError)) throw error
          unproved.push(error)
          return null
        }
      })
      if (unproved[0] !== undefined && lines.every(({ pid }) => pid === null)) throw unproved[0]
      if (lines.length === 0)
        throw new ParliamentError(
          'UNREACHABLE',
          'no priest answers at the usual ports: say where one is, --at ws://host:port',
        )
      if (redraws) printText(redrawn(statusTable(lines, wantsColours(process.stdout))))
      else for (const line of lines) print(json, line, lineText(line))
      if (!values.watch) return lines.some((line) => line.pid !== null) ? EXIT.DONE : EXIT.NOT_DONE
      await new Promise((resolve) => setTimeout(resolve, WATCH_MS))
      if (!json && !redraws) print(json, {}, '')
    }
  },
})

/** Nothing, unless the law may not answer. */
const lawText = ({ law }: StatusLine): string => (law === null || law.state === 'good' ? '' : `  law ${law.state}`)

function lineText(line: StatusLine): string {
  const name = (line.name ?? '?').padEnd(8)
  if (line.pid === null) return `${name} ${line.url}  unreachable`
  const ballot = line.ballot === null ? '-' : `${line.ballot[0]}:${line.ballot[1]}`
  const role = line.why === null ? line.state : `${line.state} (${line.why})`
  const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`
  return (
    `${name} ${line.url}  ${line.present ? 'present' : 'absent'}  ${role}  president ${line.president ?? '-'}  ` +
    `ballot ${ballot}  passed ${line.passed}  applied ${line.applied}${lawText(line)}  lag ${line.lag}  ` +
    `ledger ${megabytes(line.ledgerBytes)}  memory ${megabytes(line.rss)}  pid ${line.pid}`
  )
}
