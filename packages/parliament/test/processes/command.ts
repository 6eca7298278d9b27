import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { soon, TEST_MS } from './eventually.js'

const PROGRAM = join(__dirname, '..', '..', 'bin', 'parliament.js')
const BUILD = join(__dirname, '..', '..', 'dist', 'main.js')

// Whoever has commands waits for several processes in turn: each wait has a deadline of its own, this is for the sum.
jest.setTimeout(TEST_MS)

export type Json = Readonly<Record<string, unknown>>

/** A `parliament` command with `--json`, as a process of its own. */
export class Command {
  /** All that it has said on stdout, a JSON object a line. */
  readonly said: Json[] = []
  /** The lines of its log, on stderr. */
  readonly logged: Json[] = []
  /** The exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>
  private readonly process: ChildProcess
  private readonly words: string
  private wake: () => void = () => {}

  constructor(...words: readonly string[]) {
    if (!existsSync(BUILD)) throw new Error('tests of processes need a build: npm run build')
    this.words = words.join(' ')
    this.process = spawn(process.execPath, [PROGRAM, ...words, '--json'], { env: bareEnv() })
    const { stdout, stderr } = this.process
    if (stdout === null || stderr === null) throw new Error('a process without pipes')
    createInterface({ input: stdout }).on('line', (line) => this.heard(this.said, line))
    createInterface({ input: stderr }).on('line', (line) => this.heard(this.logged, line))
    this.ended = once(this.process, 'close').then(([code]) => code)
  }

  get pid(): number {
    return this.process.pid ?? Number.NaN
  }

  kill(signal: NodeJS.Signals): void {
    this.process.kill(signal)
  }

  /** The first line on stdout, or in the log, that is one of these. */
  async line(from: 'said' | 'logged', is: (line: Json) => boolean): Promise<Json> {
    const found = async (): Promise<Json> => {
      for (;;) {
        const line = this[from].find(is)
        if (line !== undefined) return line
        await new Promise<void>((wake) => {
          this.wake = wake
        })
      }
    }
    const early = this.ended.then((code) => {
      const line = this[from].find(is)
      if (line !== undefined) return line
      throw new Error(`${this} ended with ${code} and said ${JSON.stringify([...this.said, ...this.logged])}`)
    })
    return await soon(`a line of ${this}`, Promise.race([found(), early]))
  }

  /** Waits for its end. @returns the exit code */
  async end(): Promise<number | null> {
    return await soon(`the end of ${this}`, this.ended)
  }

  toString(): string {
    return `parliament ${this.words}`
  }

  private heard(lines: Json[], line: string): void {
    lines.push(jsonOf(line))
    this.wake()
  }
}

/** Runs a command to its end. */
export async function run(...words: readonly string[]): Promise<{ code: number | null; said: readonly Json[] }> {
  const command = new Command(...words)
  return { code: await command.end(), said: command.said }
}

/** A line for people stands for itself. */
function jsonOf(line: string): Json {
  try {
    return JSON.parse(line)
  } catch {
    return { text: line }
  }
}

/** What the settings of whoever runs the tests are must not matter. */
const bareEnv = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PARLIAMENT_')))
