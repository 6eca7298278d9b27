import { ledgerLines, openArchive } from '@paxon/archive'
import { NodeDisk } from '@paxon/ledger'
import { command } from '../command.js'
import { EXIT } from '../failure.js'
import { printLines } from '../output.js'
import { oneOf } from '../readers.js'
import { type Settings, value } from '../settings.js'

const settings = {
  format: value<'prose' | 'first'>('prose, or first: as the first program wrote it', oneOf(['prose', 'first']), {
    shown: 'prose',
    otherwise: 'prose',
  }),
} satisfies Settings

export const ledger = command({
  usage: 'ledger <folder>',
  describe: "print a priest's ledger; takes no lock and writes nothing, so the priest may live",
  settings,
  args: { folder: 'the folder of the priest, DIR/NAME' },
  examples: [
    ['ledger ./island/alpha', 'as prose'],
    ['ledger ./island/alpha --json', 'who it belongs to, then one line a decree'],
    ['ledger ./island/alpha --format first', 'the passed decrees as comma-separated values'],
  ],
  run: async ({ values, args: { folder = '' }, json }) => {
    const reading = openArchive(new NodeDisk(), folder)
    await printLines(ledgerLines(reading, json ? 'json' : values.format))
    for (const finding of reading.findings) process.stderr.write(`${finding}\n`)
    return EXIT.DONE
  },
})
