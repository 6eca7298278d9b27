import { God, ISLAND_PORT } from '@paxon/god'
import type { Name } from '@paxon/synod'
import { ParliamentError } from '@paxon/wire'
import { command } from '../command.js'
import { exposure, refuseExposure } from '../exposure.js'
import { EXIT } from '../failure.js'
import { logLevel, openStderrLog } from '../logger.js'
import { print } from '../output.js'
import { type HostPort, hostPort, names } from '../readers.js'
import { secretFrom } from '../secret.js'
import { list, type Settings, value } from '../settings.js'
import { onSignals } from '../signals.js'
import { godSurroundings } from '../surroundings.js'

const settings = {
  listen: value<HostPort>('HOST:PORT', hostPort, {
    env: 'PARLIAMENT_LISTEN',
    shown: `127.0.0.1:${ISLAND_PORT}`,
    otherwise: { host: '127.0.0.1', port: ISLAND_PORT },
  }),
  found: list<readonly Name[] | null>('the priests to found a parliament of, all of them needed: alpha,beta,…', names, {
    otherwise: null,
  }),
  ...exposure,
  'log-level': logLevel,
} satisfies Settings

export const god = command({
  usage: 'god',
  describe: 'propose the founding and hand out addresses; priests that know each other need it no more',
  settings,
  examples: [
    ['god --found alpha,beta,gamma', 'for priests of this machine'],
    ['god --listen 0.0.0.0:4700 --found alpha,beta,gamma --secret-file FILE', 'for priests that know the secret'],
  ],
  run: async ({ values, json }) => {
    const { listen, found } = values
    if (found === null)
      throw new ParliamentError('USAGE', 'god was told no priests: name all of them, --found alpha,beta,gamma')
    refuseExposure(values)
    const secret = secretFrom(values['secret-file'])
    const log = await openStderrLog(values['log-level'])
    return await new Promise<number>((resolve, reject) => {
      const god = new God({
        ...godSurroundings(),
        ...listen,
        ...secret,
        names: found,
        logger: log,
        listener: {
          onMet: () => {},
          onLost: () => {},
          onFounded: ({ parliament }) => print(json, { event: 'founded', parliament }, `parliament ${parliament}`),
          onStopped: (why) => reject(new ParliamentError('USAGE', why)),
          onDown: async () => {
            await god.dismissAll()
            // Once the one who asked has its answer.
            setImmediate(() => end())
          },
        },
      })
      const end = () => god.close().then(() => resolve(EXIT.DONE), reject)
      onSignals(() => end())
      const tellListening = () => {
        const url = `ws://${listen.host}:${god.port}`
        print(json, { event: 'listening', god: url }, `god listens at ${url}`)
      }
      god.enter().then(tellListening, reject)
    })
  },
})
