import { commandGod, endIsland } from '@paxon/god'
import { command } from '../command.js'
import { EXIT } from '../failure.js'
import { openStderrLog } from '../logger.js'
import { print } from '../output.js'
import { text, url } from '../readers.js'
import { secretFile, secretFrom } from '../secret.js'
import { type Settings, value } from '../settings.js'
import { godSurroundings } from '../surroundings.js'
import { ISLAND } from '../where.js'

const DEADLINE_MS = 6_000

const settings = {
  dir: value('the folder of the island', text, { env: 'PARLIAMENT_DIR', shown: ISLAND, otherwise: ISLAND }),
  god: value<string | null>('where god is, instead of a folder', url, { env: 'PARLIAMENT_GOD', otherwise: null }),
  'secret-file': secretFile,
} satisfies Settings

export const down = command({
  usage: 'down',
  describe: 'end god, if one lives, and all priests of a folder',
  settings,
  examples: [
    ['down', 'end all in ./island'],
    ['down --god ws://10.0.0.1:4700', 'let all priests leave that are connected to a god elsewhere'],
  ],
  run: async ({ values, json }) => {
    const log = await openStderrLog('warn')
    const surroundings = { ...godSurroundings(), ...secretFrom(values['secret-file']) }
    if (values.god !== null) {
      await commandGod({ ...surroundings, url: values.god, command: 'down', deadlineMs: DEADLINE_MS })
    } else await endIsland({ ...surroundings, dir: values.dir, logger: log })
    print(json, { event: 'down' }, 'all have left')
    return EXIT.DONE
  },
})
