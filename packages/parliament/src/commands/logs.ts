import { join } from 'node:path'
import { readIsland } from '@paxon/god'
import { ParliamentError } from '@paxon/wire'
import { wantsColours } from '../colours.js'
import { command } from '../command.js'
import { EXIT } from '../failure.js'
import { type LogLine, logLines, parseLogLine } from '../log-lines.js'
import { followLogs } from '../log-tail.js'
import { printText } from '../output.js'
import { prettyLines } from '../pretty.js'
import { text } from '../readers.js'
import { rolledPaths } from '../rolling-file.js'
import { flag, type Settings, value } from '../settings.js'
import { inputLines } from '../stdin.js'
import { ISLAND } from '../where.js'

const LOG_FILE = 'log.jsonl'

const settings = {
  dir: value('the folder of the island', text, { env: 'PARLIAMENT_DIR', shown: ISLAND, otherwise: ISLAND }),
  follow: flag('go on as the logs do, until Ctrl-C'),
} satisfies Settings

export const logs = command({
  usage: 'logs [name]',
  describe: "print the priests' logs, for people on a terminal, else as JSON; - makes JSON from stdin readable",
  settings,
  aliases: { f: 'follow' },
  args: { name: 'one priest only; - reads stdin' },
  examples: [
    ['logs', 'of all priests in ./island, by time'],
    ['logs -f alpha', "alpha's, as it goes on"],
    ['logs - < log.jsonl', 'any log, or a pipe from docker compose logs'],
  ],
  run: async ({ values, args: { name = '' }, json }) => {
    const tell = await teller(json ? 'json' : name === '-' || process.stdout.isTTY ? 'prose' : 'json')
    if (name === '-') {
      for await (const line of inputLines()) tell(parseLogLine(line))
      return EXIT.DONE
    }
    const files = filesOf(values.dir, name)
    if (values.follow) await followLogs(files, tell)
    const lines = files.flatMap((file) => rolledPaths(file).flatMap(logLines))
    for (const line of lines.sort((a, b) => a.time - b.time)) tell(line)
    return EXIT.DONE
  },
})

async function teller(as: 'json' | 'prose'): Promise<(line: LogLine) => void> {
  const pretty = await prettyLines(wantsColours(process.stdout))
  const textOf = as === 'json' ? ({ text }: LogLine) => `${text}\n` : ({ text }: LogLine) => pretty(text)
  return (line) => printText(textOf(line))
}

/** There or not: a priest that has not been started has no log yet. @throws ParliamentError USAGE */
function filesOf(dir: string, name: string): string[] {
  const island = readIsland(dir)
  if (island === null) throw new ParliamentError('USAGE', `there is no island in ${dir}: name its folder with --dir`)
  const names = island.priests.map((priest) => priest.name)
  if (name !== '' && !names.some((each) => each === name))
    throw new ParliamentError('USAGE', `there is no priest ${name} in ${dir}: those are ${names.join(', ')}`)
  return (name === '' ? names : [name]).map((each) => join(dir, each, LOG_FILE))
}
