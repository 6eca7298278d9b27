import { bookFirst, bookJson, bookProse, openBook } from '@paxon/archive'
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

export const messagebook = command({
  usage: 'messagebook <folder>',
  describe: 'print what a priest that keeps a messagebook has heard and said; the priest may live',
  settings,
  args: { folder: 'the folder of the priest, DIR/NAME' },
  examples: [
    ['messagebook ./island/alpha', 'as prose, a line for each message'],
    ['messagebook ./island/alpha --json', 'the lines of the book that can be read'],
    ['messagebook ./island/alpha --format first', 'what it received, as comma-separated values'],
  ],
  run: async ({ values, args: { folder = '' }, json }) => {
    const book = openBook(new NodeDisk(), folder)
    await printLines(json ? bookJson(book) : values.format === 'first' ? bookFirst(book) : bookProse(book))
    return EXIT.DONE
  },
})
