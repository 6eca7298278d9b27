import type { BookForm } from '@paxon/priest'
import { type Setting, value } from './settings.js'

/** Of `priest` and `up`: `--messagebook`, `--messagebook digest`. */
export const messagebookFlag: Setting<BookForm | null> = {
  ...value<BookForm | null>('keep a messagebook in DIR/NAME; "digest": with decrees as SHA-256 only', read, {
    env: 'PARLIAMENT_MESSAGEBOOK',
    shown: 'none',
    otherwise: null,
  }),
  kind: 'word',
}

function read(text: string): BookForm | null {
  switch (text) {
    case '':
    case 'true':
    case '1':
    case 'whole':
      return 'whole'
    case 'digest':
      return 'digest'
    case 'false':
    case '0':
      return null
    default:
      throw new RangeError('write it alone, or write digest')
  }
}
