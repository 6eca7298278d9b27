import { readFileSync } from 'node:fs'
import { ParliamentError } from '@paxon/wire'

/** A setting of a command: `--flag`, its variable if it has one, then the config file, then what it is otherwise. */
export interface Setting<T> {
  /** `list`: may be given several times, and splits on commas. `switch`: stands alone. `word`: a value, or alone: the empty text. */
  readonly kind: 'value' | 'list' | 'switch' | 'word'
  readonly describe: string
  /** Only variables that are named here are read. */
  readonly env?: `PARLIAMENT_${string}`
  /** What help shows as the default. */
  readonly shown?: string
  readonly otherwise: T
  /** @throws RangeError saying what to write instead */
  readonly read: (texts: readonly string[]) => T
}

export type Settings = Readonly<Record<string, Setting<unknown>>>
export type Values<S extends Settings> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never }

/** Where a value came from, as people know it: `--listen`, `PARLIAMENT_LISTEN`, `listen in FILE`, `default`. */
export type Origin = string

export interface Resolved<S extends Settings> {
  readonly values: Values<S>
  readonly origins: { readonly [K in keyof S]: Origin }
}

export interface Sources {
  /** By flag; what was not given is undefined. */
  readonly flags: Readonly<Record<string, unknown>>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly config: { readonly path: string; readonly json: Readonly<Record<string, unknown>> } | null
}

type Shape<T> = Omit<Setting<T>, 'kind' | 'describe' | 'read'>

export const value = <T>(describe: string, read: (text: string) => T, shape: Shape<T>): Setting<T> => ({
  kind: 'value',
  describe,
  ...shape,
  read: (texts) => {
    const [text, second] = texts
    if (text === undefined || second !== undefined) throw new RangeError('give it once')
    return read(text)
  },
})

export const list = <T>(describe: string, read: (texts: readonly string[]) => T, shape: Shape<T>): Setting<T> => ({
  kind: 'list',
  describe,
  ...shape,
  read: (texts) => read(texts.flatMap((text) => text.split(',')).map((text) => text.trim())),
})

export const flag = (describe: string): Setting<boolean> => ({
  kind: 'switch',
  describe,
  otherwise: false,
  read: (texts) => {
    const [text, second] = texts
    if (second !== undefined || (text !== 'true' && text !== 'false')) throw new RangeError('write true or false, once')
    return text === 'true'
  },
})

/** @throws ParliamentError USAGE naming where the wrong value stands */
export function resolveSettings<S extends Settings>(settings: S, sources: Sources): Resolved<S> {
  refuseUnknown(settings, sources)
  const values: Record<string, unknown> = {}
  const origins: Record<string, Origin> = {}
  for (const [name, setting] of Object.entries(settings)) {
    const { origin, texts } = find(name, setting, sources)
    origins[name] = origin
    values[name] = texts === null ? setting.otherwise : readOr(setting, origin, texts)
  }
  return { values: values as Values<S>, origins: origins as Resolved<S>['origins'] }
}

/** @throws ParliamentError USAGE */
export function readConfig(path: string): Sources['config'] {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    const why = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read'
    throw usage(`the config file ${path} ${why}: name another with --config, or leave it out`)
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw usage(`the config file ${path} is no JSON object: write one such as {"listen":"127.0.0.1:4701"}`)
  return { path, json: json as Readonly<Record<string, unknown>> }
}

function find(name: string, setting: Setting<unknown>, { flags, env, config }: Sources) {
  const given = textsOf(flags[name])
  if (given !== null) return { origin: `--${name}`, texts: given }
  const variable = setting.env === undefined ? undefined : env[setting.env]
  if (setting.env !== undefined && variable !== undefined && variable !== '')
    return { origin: setting.env, texts: [variable] }
  const configured = textsOf(config?.json[name])
  if (configured !== null) return { origin: `${name} in ${config?.path}`, texts: configured }
  return { origin: 'default', texts: null }
}

const textsOf = (given: unknown): readonly string[] | null =>
  given === undefined || given === null ? null : (Array.isArray(given) ? given : [given]).map(textOf)

const textOf = (given: unknown): string => (typeof given === 'object' ? JSON.stringify(given) : String(given))

function readOr<T>(setting: Setting<T>, origin: Origin, texts: readonly string[]): T {
  try {
    return setting.read(texts)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw usage(`${origin} is "${texts.join(',')}": ${error.message}`)
  }
}

function refuseUnknown(settings: Settings, { config }: Sources): void {
  const unknown = Object.keys(config?.json ?? {}).find((name) => !Object.hasOwn(settings, name))
  if (unknown === undefined) return
  throw usage(
    `"${unknown}" in ${config?.path} is no setting of this command: those are ${Object.keys(settings).join(', ')}`,
  )
}

const usage = (message: string): ParliamentError => new ParliamentError('USAGE', message)
