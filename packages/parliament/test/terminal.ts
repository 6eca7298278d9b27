import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { soon, TEST_MS } from './processes/eventually.js'

const PROGRAM = resolve(__dirname, '../bin/parliament.js')
const MAIN = resolve(__dirname, '../dist/main.js')

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

// Whoever has a terminal starts processes, and several in turn: each wait has a deadline of its own, this is for the sum.
jest.setTimeout(TEST_MS)

/** A command that runs. */
export class Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  private readonly lines: string[] = []
  private stderr = ''
  private news: () => void = () => {}

  constructor(child: ChildProcess) {
    this.child = child
    child.stderr?.on('data', (part: Buffer) => {
      this.stderr += String(part)
    })
    if (child.stdout !== null)
      createInterface(child.stdout).on('line', (line) => {
        this.lines.push(line)
        this.news()
      })
    this.ended = new Promise((done) =>
      child.on('close', (code) => {
        this.news()
        done({ code, stdout: this.lines.map((line) => `${line}\n`).join(''), stderr: this.stderr })
      }),
    )
  }

  /** The first line on stdout with this text; throws when the command ends without it. */
  async line(text: string): Promise<string> {
    return await soon(`a line with "${text}"`, this.found(text))
  }

  private async found(text: string): Promise<string> {
    for (;;) {
      const found = this.lines.find((line) => line.includes(text))
      if (found !== undefined) return found
      if (this.child.exitCode !== null || this.child.signalCode !== null)
        throw new Error(`it ended without "${text}": ${this.lines.join('\n')}\n${this.stderr}`)
      await new Promise<void>((next) => {
        this.news = next
      })
    }
  }
}

export interface StartOptions {
  readonly env?: Record<string, string>
  readonly input?: string
  /** What a shell does with the command, which is `"$0" "$@"`. */
  readonly shell?: string
}

/** A terminal with a folder of its own, and none of this process's settings. */
export class Terminal {
  readonly folder = mkdtempSync(join(tmpdir(), 'parliament-'))
  private readonly running: Running[] = []

  start(args: readonly string[], options: StartOptions = {}): Running {
    if (!existsSync(MAIN)) throw new Error('the command line is not built: npm run build')
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PARLIAMENT_')))
    const { shell } = options
    const [program, words] = shell === undefined ? [process.execPath, []] : ['sh', ['-c', shell, process.execPath]]
    const child = spawn(program, [...words, PROGRAM, ...args], {
      cwd: this.folder,
      env: { ...env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    child.stdin?.on('error', () => {})
    child.stdin?.end(options.input ?? '')
    const running = new Running(child)
    this.running.push(running)
    return running
  }

  run(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
    return soon(`the end of ${args.join(' ')}`, this.start(args, options).ended)
  }

  /** The lines that a command prints with --json. */
  async json(args: readonly string[]): Promise<Record<string, unknown>[]> {
    const { code, stdout, stderr } = await this.run([...args, '--json'])
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${stdout}${stderr}`)
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names)
  }

  /** What is left running, of what was started here, is killed. */
  async clear(): Promise<void> {
    for (const { child } of this.running) child.kill('SIGKILL')
    await Promise.all(this.running.map(({ ended }) => ended))
    for (const pid of this.priestPids()) kill(pid)
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }

  private priestPids(): number[] {
    const file = this.path('island', 'island.json')
    if (!existsSync(file)) return []
    const { priests } = JSON.parse(readFileSync(file, 'utf8')) as { priests: { pid: number | null }[] }
    return priests.flatMap(({ pid }) => pid ?? [])
  }
}

export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}
