import { readIsland, setPresence } from '@paxon/god'
import { ParliamentError } from '@paxon/wire'
import { command } from '../command.js'
import { EXIT } from '../failure.js'
import { print } from '../output.js'
import { name as nameFrom, text, url } from '../readers.js'
import { secretFile, secretFrom } from '../secret.js'
import { type Settings, value } from '../settings.js'
import { ISLAND } from '../where.js'

const settings = {
  dir: value('the folder of the island', text, { env: 'PARLIAMENT_DIR', shown: ISLAND, otherwise: ISLAND }),
  god: value<string | null>('where god is, instead of a folder', url, { env: 'PARLIAMENT_GOD', otherwise: null }),
  'secret-file': secretFile,
} satisfies Settings

const presence = (what: 'absent' | 'present', describe: string) =>
  command({
    usage: `${what} <name>`,
    describe,
    settings,
    args: { name: 'the priest' },
    examples: [[`${what} beta`, `make beta ${what}`]],
    run: async ({ values, args: { name = '' }, json }) => {
      const secret = secretFrom(values['secret-file'])
      const priest = priestOf(name)
      const god = values.god ?? godOf(values.dir)
      await setPresence({ ...secret, god, name: priest, present: what === 'present' })
      print(json, { name, present: what === 'present' }, `${name} is ${what}`)
      return EXIT.DONE
    },
  })

export const absent = presence('absent', 'cut a priest off from peers and citizens; only god reaches it')
export const present = presence('present', 'let an absent priest back in')

function godOf(dir: string): string {
  const island = readIsland(dir)
  if (island !== null) return island.god
  throw new ParliamentError('USAGE', `there is no island in ${dir}: name its folder with --dir, or god with --god`)
}

function priestOf(text: string) {
  try {
    return nameFrom(text)
  } catch (error) {
    throw error instanceof RangeError ? new ParliamentError('USAGE', `"${text}" is no priest: ${error.message}`) : error
  }
}
