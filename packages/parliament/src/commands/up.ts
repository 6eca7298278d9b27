import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Citizen } from '@paxon/citizen'
import { ISLAND_NAMES, ISLAND_PORT, ISLAND_SIZE, Island } from '@paxon/god'
import { type ErrorCode, ParliamentError } from '@paxon/wire'
import { allowOrigin } from '../allow-origin.js'
import { command } from '../command.js'
import { EXIT } from '../failure.js'
import { refuseMissingLaw } from '../law-module.js'
import { logLevel, openStderrLog } from '../logger.js'
import { messagebookFlag } from '../messagebook-flag.js'
import { print } from '../output.js'
import { text, wholeNumber } from '../readers.js'
import { secretFile, secretFrom } from '../secret.js'
import { flag, type Settings, type Values, value } from '../settings.js'
import { onSignals } from '../signals.js'
import { godSurroundings } from '../surroundings.js'
import { ISLAND } from '../where.js'

const settings = {
  priests: value<number | null>('how many priests', wholeNumber(1, ISLAND_NAMES.length), {
    shown: `those of the island, else ${ISLAND_SIZE}`,
    otherwise: null,
  }),
  dir: value('the folder of the island', text, { env: 'PARLIAMENT_DIR', shown: ISLAND, otherwise: ISLAND }),
  port: value<number | null>("god's port, the priests' follow; 0 draws free ones", wholeNumber(0, 65_535), {
    shown: `that of the island, else ${ISLAND_PORT}`,
    otherwise: null,
  }),
  law: value<string | null>('a module with a law of your own', text, { shown: 'keys and values', otherwise: null }),
  messagebook: messagebookFlag,
  'secret-file': secretFile,
  'allow-origin': allowOrigin,
  'no-restart': flag('leave dead priests dead'),
  'log-level': logLevel,
} satisfies Settings

export const up = command({
  usage: 'up',
  describe: 'found a parliament on this machine, or bring it back; Ctrl-C ends it',
  settings,
  examples: [
    ['up', 'three priests in ./island, at ports 4701 to 4703'],
    ['up --priests 5 --dir /var/lib/island', 'five, somewhere else'],
    ['up --port 0 --json', 'at free ports, told as JSON'],
    ['up --messagebook', 'with priests that write down all they hear and say'],
  ],
  run: async ({ values, json }) => {
    const secret = secretFrom(values['secret-file'])
    if (values.law !== null) refuseMissingLaw(values.law)
    const log = await openStderrLog(values['log-level'])
    const island = new Island({
      ...godSurroundings(),
      ...secret,
      dir: values.dir,
      size: values.priests,
      port: values.port,
      restarts: !values['no-restart'],
      launch: { program: PROGRAM, flags: flagsOf(values) },
      logger: log,
    })
    onSignals((count) => {
      if (count === 1) island.leave().catch((error: unknown) => log.error(String(error)))
      else island.kill()
    })
    const ended = island.done.then(() => null)
    const founding = await Promise.race([island.raise(), ended])
    if (founding === null) return EXIT.DONE
    if (await answered(island, secret, ended)) tellReady(json, island, founding.parliament, values)
    await island.done
    return EXIT.DONE
  },
})

const NOT_YET: readonly ErrorCode[] = [
  'NO_PRESIDENT',
  'NO_MAJORITY',
  'UNREACHABLE',
  'UNFOUNDED',
  'BEHIND',
  'OVERLOADED',
]

const PROGRAM = fileURLToPath(new URL('../../bin/parliament.js', import.meta.url))

const flagsOf = (values: Values<typeof settings>): string[] => [
  '--log-level',
  values['log-level'],
  ...(values.messagebook === null ? [] : ['--messagebook', values.messagebook]),
  ...(values.law === null ? [] : ['--law', resolve(values.law)]),
  ...(values['secret-file'] === null ? [] : ['--secret-file', resolve(values['secret-file'])]),
  ...values['allow-origin'].flatMap((origin) => ['--allow-origin', origin]),
]

/**
 * True when a linearizable inquiry was answered: a president is there and has its majority. Any question will do. Waits as
 * long as it takes; null when the island ends first.
 */
async function answered(
  island: Island,
  secret: { readonly secret?: string },
  ended: Promise<null>,
): Promise<true | null> {
  const citizen = new Citizen({ ...secret, at: island.record.priests.flatMap(({ url }) => url ?? []), learn: false })
  const inquiry = async (): Promise<true> => {
    for (;;) {
      try {
        await citizen.inquire(new Uint8Array(0))
        return true
      } catch (error) {
        if (!(error instanceof ParliamentError) || !NOT_YET.includes(error.code)) throw error
      }
    }
  }
  try {
    return await Promise.race([inquiry(), ended])
  } finally {
    citizen.close()
  }
}

function tellReady(json: boolean, { record }: Island, parliament: string, values: Values<typeof settings>): void {
  const { god, priests } = record
  print(json, { event: 'ready', parliament, god, priests }, readyText(record, parliament, values))
}

/** Where everything is, and what to try next. */
function readyText(
  { god, priests }: Island['record'],
  parliament: string,
  { dir, 'secret-file': secret }: Values<typeof settings>,
): string {
  const width = Math.max(...priests.map(({ name }) => name.length))
  const usual = priests.some(({ url }) => url === `ws://127.0.0.1:${ISLAND_PORT + 1}`)
  const by = secret === null ? '' : ` --secret-file ${secret}`
  const at = `${usual ? '' : ` --at ${priests[0]?.url ?? ''}`}${by}`
  return [
    `Parliament ${parliament} is ready.`,
    ...priests.map(({ name, url }) => `  ${name.padEnd(width)}  ${url}  ledger and log in ${join(dir, name)}`),
    `  ${'god'.padEnd(width)}  ${god}`,
    'Try, in another terminal:',
    `  npx parliament decree put colour blue${at}`,
    `  npx parliament inquire colour${at}`,
    `  npx parliament status${at}`,
    'Ctrl-C ends it; the ledgers stay.',
  ].join('\n')
}
