import { auditJson, audit as auditOf, auditProse, figure } from '@paxon/archive'
import { NodeDisk } from '@paxon/ledger'
import { ParliamentError } from '@paxon/wire'
import { command } from '../command.js'
import { EXIT } from '../failure.js'
import { print, printLines } from '../output.js'
import { wholeNumber } from '../readers.js'
import { flag, type Settings, value } from '../settings.js'

const settings = {
  decree: value<number | null>(
    'draw the ballots for this decree, as Figure 1 of the paper',
    wholeNumber(1, Number.MAX_SAFE_INTEGER),
    {
      otherwise: null,
    },
  ),
  trace: flag('replay the messagebooks too: each line must be a step that its author was allowed'),
} satisfies Settings

export const audit = command({
  usage: 'audit <folder>',
  describe: 'check the ledgers of an island, living or stopped; takes no lock and writes nothing',
  settings,
  args: { folder: 'the folder of the island' },
  examples: [
    [
      'audit ./island',
      'exit 0: all is well; 1: violations, told with who holds what, in which page; 2: nothing to check',
    ],
    ['audit ./island --trace', 'the messagebooks too, and the first line that is no step of the protocol'],
    ['audit ./island --decree 17', 'who was asked and who voted, ballot by ballot'],
  ],
  run: async ({ values, args: { folder = '' }, json }) => {
    const disk = new NodeDisk()
    if (values.decree !== null) {
      const lines = figure(disk, folder, values.decree)
      if (json) print(true, { decree: values.decree, figure: lines }, '')
      else await printLines(lines)
      return EXIT.DONE
    }
    const report = auditOf(disk, folder, { trace: values.trace })
    if (report === null)
      throw new ParliamentError(
        'USAGE',
        `there is nothing to check in ${folder}: name the folder of an island with ledgers`,
      )
    if (json) print(true, auditJson(report), '')
    else await printLines(auditProse(report))
    return report.violationCount === 0 ? EXIT.DONE : EXIT.NOT_DONE
  },
})
