import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isLoopback } from '@paxon/messenger'
import { plainFlags } from '../src/plain-flags.js'
import { duration, hostPort, isWildcard, names, oneOf, urls, wholeNumber } from '../src/readers.js'
import { flag, list, readConfig, resolveSettings, type Sources, value } from '../src/settings.js'

const settings = {
  listen: value('where', (text) => text.toUpperCase(), { env: 'PARLIAMENT_LISTEN', otherwise: 'NOWHERE' }),
  god: list<readonly string[]>('whom', (texts) => texts, { env: 'PARLIAMENT_GOD', otherwise: [] }),
  insecure: flag('really'),
}
const nothing: Sources = { flags: {}, env: {}, config: null }
const config = (json: Record<string, unknown>): Sources['config'] => ({ path: 'c.json', json })
const message = (sources: Partial<Sources>): string => {
  try {
    resolveSettings(settings, { ...nothing, ...sources })
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('it was taken')
}

test('A flag comes before its variable, that before the config file, and that before the default', () => {
  const flags = { listen: 'flag' }
  const env = { PARLIAMENT_LISTEN: 'env' }
  const file = config({ listen: 'file' })
  const of = (sources: Partial<Sources>) => {
    const { values, origins } = resolveSettings(settings, { ...nothing, ...sources })
    return [values.listen, origins.listen]
  }
  expect(of({ flags, env, config: file })).toEqual(['FLAG', '--listen'])
  expect(of({ env, config: file })).toEqual(['ENV', 'PARLIAMENT_LISTEN'])
  expect(of({ env: { PARLIAMENT_LISTEN: '' }, config: file })).toEqual(['FILE', 'listen in c.json'])
  expect(of({})).toEqual(['NOWHERE', 'default'])
})

test('A list may be given several times, splits on commas, and is an array in the config file', () => {
  const of = (sources: Partial<Sources>) => resolveSettings(settings, { ...nothing, ...sources }).values.god
  expect(of({ flags: { god: ['a', 'b,c'] } })).toEqual(['a', 'b', 'c'])
  expect(of({ env: { PARLIAMENT_GOD: 'a, b' } })).toEqual(['a', 'b'])
  expect(of({ config: config({ god: ['a', 'b'] }) })).toEqual(['a', 'b'])
})

test('A switch stands alone, and is true or false in the config file', () => {
  expect(resolveSettings(settings, { ...nothing, flags: { insecure: true } }).values.insecure).toBe(true)
  expect(resolveSettings(settings, { ...nothing, config: config({ insecure: true }) }).values.insecure).toBe(true)
  expect(message({ config: config({ insecure: 'yes' }) })).toBe(
    'insecure in c.json is "yes": write true or false, once',
  )
})

test('What is wrong is told with the place where it stands', () => {
  expect(message({ flags: { listen: ['a', 'b'] } })).toBe('--listen is "a,b": give it once')
  expect(message({ config: config({ lisen: 'a' }) })).toBe(
    '"lisen" in c.json is no setting of this command: those are listen, god, insecure',
  )
})

test('A config file that is missing, or no JSON object, is told in one sentence', () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'))
  const path = join(folder, 'c.json')
  expect(() => readConfig(path)).toThrow(`the config file ${path} cannot be read: name another`)
  for (const [text, why] of [
    ['{', 'is not JSON'],
    ['[]', 'is no JSON object'],
  ] as const) {
    writeFileSync(path, text)
    expect(() => readConfig(path)).toThrow(`the config file ${path} ${why}`)
  }
  writeFileSync(path, '{"listen":"a"}')
  expect(readConfig(path)).toEqual({ path, json: { listen: 'a' } })
  rmSync(folder, { recursive: true })
})

test('Plain flags are read as yargs would; whatever else is left to it', () => {
  expect(plainFlags(settings, ['--listen', 'a', '--god=b', '--god', 'c', '--insecure', '--json'])).toEqual({
    listen: ['a'],
    god: ['b', 'c'],
    insecure: true,
    json: true,
  })
  for (const argv of [['--help'], ['--nosuch'], ['word'], ['--listen'], ['--insecure=yes']])
    expect(plainFlags(settings, argv)).toBeNull()
})

test('Durations', () => {
  expect(['500ms', '10s', '1m', '3600s'].map(duration)).toEqual([500, 10_000, 60_000, 3_600_000])
  for (const text of ['', '10', '0s', '1.5s', '-1s', '61m', '10 s', '1h', '99999999999ms'])
    expect(() => duration(text)).toThrow(RangeError)
})

test('Addresses to listen on, and who can reach them', () => {
  expect(hostPort('127.0.0.1:0')).toEqual({ host: '127.0.0.1', port: 0 })
  expect(hostPort('[::1]:4701')).toEqual({ host: '::1', port: 4701 })
  expect(hostPort('alpha:65535')).toEqual({ host: 'alpha', port: 65_535 })
  for (const text of ['', '4701', ':4701', 'alpha', 'alpha:', 'alpha:65536', '::1:4701', 'a b:1'])
    expect(() => hostPort(text)).toThrow(RangeError)
  expect(['127.0.0.1', '127.8.8.8', 'localhost', '::1'].map(isLoopback)).toEqual([true, true, true, true])
  expect(['0.0.0.0', '::', '10.0.0.1', 'alpha', '127.0.0.1.example.org'].map(isLoopback)).not.toContain(true)
  expect(['0.0.0.0', '::', '127.0.0.1'].map(isWildcard)).toEqual([true, true, false])
})

test('Whole numbers, words, urls, names', () => {
  expect(wholeNumber(0, 5)('5')).toBe(5)
  for (const text of ['', '6', '-1', '1.0', '1e3', ' 1']) expect(() => wholeNumber(0, 5)(text)).toThrow(RangeError)
  expect(() => oneOf(['a', 'b'])('c')).toThrow('write one of a, b')
  expect(urls(['ws://a:1'])).toEqual(['ws://a:1'])
  expect(() => urls(['http://a:1'])).toThrow(RangeError)
  expect(names(['alpha', 'beta'])).toEqual(['alpha', 'beta'])
  expect(() => names(['alpha', 'alpha'])).toThrow('name each priest once')
  expect(() => names(['Alpha'])).toThrow(RangeError)
})
