import { ParliamentError } from '@paxon/wire'
import { asCitizen, citizenSettings } from '../citizens.js'
import { command } from '../command.js'
import { EXIT } from '../failure.js'
import { print } from '../output.js'
import { wholeNumber } from '../readers.js'
import { flag, type Settings, type Values, value } from '../settings.js'
import { valueOrStdin } from '../stdin.js'

const KEY = 'the key, UTF-8'

const put = command({
  usage: 'put <key> <value>',
  describe: 'write a value',
  settings: citizenSettings,
  args: { key: KEY, value: 'the value, UTF-8; - reads it from stdin, line ends included' },
  examples: [
    ['decree put x 3', 'write 3 under x'],
    ['decree put x - < FILE', 'write a file under x'],
    ['decree put x 3 --at ws://127.0.0.1:4701', 'by way of one priest'],
    ['decree put x -- -3', 'a value that looks like a flag'],
  ],
  run: async ({ values, args: { key = '', value: given = '' }, json }) => {
    const text = await valueOrStdin(given)
    const { decree, version } = await asCitizen(values, (citizen, signal) => citizen.put(key, text, { signal }))
    print(json, { decree, result: { version } }, `decree ${decree}: ${key} is written, version ${version}`)
    return EXIT.DONE
  },
})

const remove = command({
  usage: 'delete <key>',
  describe: 'delete a key',
  settings: citizenSettings,
  args: { key: KEY },
  examples: [['decree delete x', 'delete x']],
  run: async ({ values, args: { key = '' }, json }) => {
    const { decree, deleted } = await asCitizen(values, (citizen, signal) => citizen.delete(key, { signal }))
    print(json, { decree, result: { deleted } }, `decree ${decree}: ${key} ${deleted ? 'is deleted' : 'was not there'}`)
    return EXIT.DONE
  },
})

const casSettings = {
  ...citizenSettings,
  if: value<string | null>('only if this is the value', (given) => given, { otherwise: null }),
  'if-version': value<number | null>('only if this is the version', wholeNumber(1, Number.MAX_SAFE_INTEGER), {
    otherwise: null,
  }),
  'if-absent': flag('only if there is no such key'),
} satisfies Settings

const cas = command({
  usage: 'cas <key> <new>',
  describe: 'write a value if a condition holds; exit code 1 where it does not',
  settings: casSettings,
  args: { key: KEY, new: 'the new value; - reads it from stdin' },
  examples: [
    ['decree cas x 4 --if 3', 'write 4 if the value is 3'],
    ['decree cas x 4 --if-version 17', 'write 4 if decree 17 wrote the value'],
    ['decree cas lock me --if-absent', 'write only if there is none'],
  ],
  run: async ({ values, args: { key = '', new: given = '' }, json }) => {
    const condition = conditionOf(values)
    const to = await valueOrStdin(given)
    const swap = await asCitizen(values, (citizen, signal) => citizen.cas(key, { ...condition, to }, { signal }))
    const { decree, ok, value, version } = swap
    const now = value === null ? `${key} is absent` : `${key} is ${value}, version ${version}`
    print(
      json,
      { decree, result: { ok, value, version } },
      `decree ${decree}: ${ok ? 'written' : 'not written'}; ${now}`,
    )
    return ok ? EXIT.DONE : EXIT.NOT_DONE
  },
})

function conditionOf(values: Values<typeof casSettings>) {
  const conditions = [
    ...(values.if === null ? [] : [{ if: values.if }]),
    ...(values['if-version'] === null ? [] : [{ ifVersion: values['if-version'] }]),
    ...(values['if-absent'] ? [{ ifAbsent: true as const }] : []),
  ]
  const [condition, second] = conditions
  if (condition !== undefined && second === undefined) return condition
  throw new ParliamentError('USAGE', 'a cas has one condition: give one of --if VALUE, --if-version N and --if-absent')
}

export const decrees = [put, remove, cas]
