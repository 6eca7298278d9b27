import type { Resolved, Settings } from './settings.js'

/** How a command was called. */
export interface Call<S extends Settings> extends Resolved<S> {
  /** What stands without a flag, by its name in `usage`. */
  readonly args: Readonly<Record<string, string>>
  /** Results as one JSON object a line. */
  readonly json: boolean
}

/** A command: everything that help, parsing and running need of it. */
export interface Command<S extends Settings = Settings> {
  /** Its name, then what stands without a flag: `put <key> <value>`. */
  readonly usage: string
  readonly describe: string
  readonly settings: S
  /** One-letter flags, and which they stand for. */
  readonly aliases?: Readonly<Record<string, keyof S & string>>
  /** What each of the words in `usage` is. */
  readonly args?: Readonly<Record<string, string>>
  /** A call without `parliament`, and what it does. */
  readonly examples: readonly (readonly [call: string, what: string])[]
  /** @returns the exit code. @throws ParliamentError */
  run(call: Call<S>): Promise<number>
}

/** Keeps the types of its settings for `run`. */
export const command = <S extends Settings>(of: Command<S>): Command => of as unknown as Command
