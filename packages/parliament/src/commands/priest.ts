import type { Name } from '@paxon/synod'
import { ParliamentError } from '@paxon/wire'
import { allowOrigin } from '../allow-origin.js'
import { type Call, command } from '../command.js'
import { exposure, refuseExposure } from '../exposure.js'
import { EXIT } from '../failure.js'
import { logLevel } from '../logger.js'
import { messagebookFlag } from '../messagebook-flag.js'
import { print } from '../output.js'
import { type HostPort, hostPort, isWildcard, name, text, url, urls } from '../readers.js'
import { secretFrom } from '../secret.js'
import { flag, list, type Settings, type Values, value } from '../settings.js'
import { ISLAND } from '../where.js'

const settings = {
  name: value<Name | null>('its name', name, { env: 'PARLIAMENT_NAME', otherwise: null }),
  god: list<readonly string[]>('where god is, ws://host:port; repeatable', urls, {
    env: 'PARLIAMENT_GOD',
    otherwise: [],
  }),
  dir: value('the folder of the island; this priest has DIR/NAME', text, {
    env: 'PARLIAMENT_DIR',
    shown: ISLAND,
    otherwise: ISLAND,
  }),
  listen: value<HostPort>('HOST:PORT; port 0 draws a free one', hostPort, {
    env: 'PARLIAMENT_LISTEN',
    shown: '127.0.0.1:4701',
    otherwise: { host: '127.0.0.1', port: 4_701 },
  }),
  advertise: value<string | null>('where peers find it', url, {
    env: 'PARLIAMENT_ADVERTISE',
    shown: 'ws://HOST:PORT as listened on',
    otherwise: null,
  }),
  'advertise-citizens': value<string | null>('where citizens find it', url, {
    env: 'PARLIAMENT_ADVERTISE_CITIZENS',
    shown: 'as for peers',
    otherwise: null,
  }),
  law: value<string | null>('a module with a law of your own', text, { shown: 'keys and values', otherwise: null }),
  messagebook: messagebookFlag,
  ...exposure,
  'allow-origin': allowOrigin,
  resume: flag('start although it stopped by itself (STOPPED.json)'),
  'print-config': flag('show each setting and where it came from, and do nothing'),
  'log-level': logLevel,
  'log-file': value<string | null>('a file for its log, rolled at 16 MiB', text, { shown: 'stdout', otherwise: null }),
} satisfies Settings

export const priest = command({
  usage: 'priest',
  describe: 'run one priest; its log is JSON on stdout. SIGTERM: it leaves; SIGUSR2: absent, or present again',
  settings,
  examples: [
    ['priest --name alpha --god ws://127.0.0.1:4700', 'in ./island/alpha, at port 4701'],
    [
      'priest --name beta --dir /data --listen 0.0.0.0:4701 --advertise ws://beta:4701 --secret-file /run/secrets/paxon',
      'in a container',
    ],
    ['priest --name alpha --print-config', 'what it would run with'],
  ],
  run: async (call) => {
    if (call.values['print-config']) return printConfig(call)
    const { values } = call
    if (values.name === null) throw new ParliamentError('USAGE', 'this priest has no name: give it one, --name alpha')
    refuseExposure(values)
    refuseUnreachable(values)
    const { secret } = secretFrom(values['secret-file'])
    // Loaded only now: a wrong use is told without it.
    const { runPriest } = await import('../run-priest.js')
    const log = { logLevel: values['log-level'], logFile: values['log-file'] }
    return await runPriest({ ...values, name: values.name, secret, ...log })
  },
})

function printConfig({ values, origins, json }: Call<typeof settings>): number {
  for (const setting of Object.keys(settings) as (keyof typeof settings)[]) {
    const shown = textOf(values[setting])
    const from = origins[setting]
    print(json, { setting, value: shown, from }, `${setting} = ${shown ?? '-'}  (${from})`)
    if (setting !== 'secret-file' || shown === null) continue
    // Only whether it is one: what is in the file is nobody's to read here.
    secretFrom(values['secret-file'])
    print(json, { setting: 'secret', value: '********', from: shown }, `secret = ********  (${shown})`)
  }
  return EXIT.DONE
}

/** As it would be written. */
function textOf(of: string | boolean | HostPort | readonly string[] | null): string | boolean | null {
  if (of === null || typeof of !== 'object') return of
  if (!('host' in of)) return of.join(',')
  return of.host.includes(':') ? `[${of.host}]:${of.port}` : `${of.host}:${of.port}`
}

/** @throws ParliamentError USAGE where others would be sent to an address that leads nowhere */
function refuseUnreachable({ listen, advertise }: Values<typeof settings>): void {
  if (advertise !== null || !isWildcard(listen.host)) return
  throw new ParliamentError(
    'USAGE',
    `nobody can be sent to ${listen.host}: say where peers find this priest, --advertise ws://alpha:${listen.port}`,
  )
}
