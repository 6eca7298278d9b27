import type { Level } from '@paxon/citizen'
import { asCitizen, citizenSettings } from '../citizens.js'
import { command } from '../command.js'
import { EXIT } from '../failure.js'
import { print } from '../output.js'
import { level, wholeNumber } from '../readers.js'
import { type Settings, value } from '../settings.js'

const settings = {
  ...citizenSettings,
  level: value<Level | null>('linearizable, decree, at-least or local', level, {
    shown: 'linearizable; at-least with --decree',
    otherwise: null,
  }),
  decree: value<number | null>('the law must be as of this decree or later', wholeNumber(0, Number.MAX_SAFE_INTEGER), {
    otherwise: null,
  }),
} satisfies Settings

export const inquire = command({
  usage: 'inquire <key>',
  describe: 'ask for the value of a key',
  settings,
  args: { key: 'the key, UTF-8' },
  examples: [
    ['inquire x', 'the value of x, no older than this call'],
    ['inquire x --decree 17', 'from any priest whose law has decree 17'],
    ['inquire x --level local', 'from whatever priest is asked'],
    ['inquire x --level decree', 'as a decree, which every ledger keeps'],
  ],
  run: async ({ values, args: { key = '' }, json }) => {
    const got = await asCitizen(values, (citizen, signal) =>
      citizen.get(key, { signal, level: values.level ?? undefined, atLeast: values.decree ?? undefined }),
    )
    const { decree, value: found, version, by } = got
    const what = found === null ? `${key} is absent` : found
    const since = version === null ? '' : `, version ${version}`
    print(json, { decree, value: found, version, by }, `${what}\t(as of decree ${decree}${since}, by ${by})`)
    return EXIT.DONE
  },
})
