import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Citizen } from '@paxon/citizen'
import { ParliamentError, type PriestStatus } from '@paxon/wire'
import { isAlive } from '../alive.js'
import { Command, type Json, run } from './command.js'
import { eventually } from './eventually.js'

export interface Ready {
  readonly parliament: string
  readonly god: string
  readonly priests: readonly { readonly name: string; readonly url: string; readonly pid: number }[]
}

/** An island in a folder of its own, raised at free ports by `parliament up`; and its priests, as processes. */
export class Island {
  readonly dir: string
  private readonly folder = mkdtempSync(join(tmpdir(), 'parliament-'))
  private readonly commands: Command[] = []
  private readonly frozen = new Set<number>()
  private lastUp: Command | null = null
  private lastReady: Ready | null = null

  constructor() {
    this.dir = join(this.folder, 'island')
  }

  /** The god of the last {@link raise}. */
  get up(): Command {
    if (this.lastUp === null) throw new Error('nobody has raised this island')
    return this.lastUp
  }

  get ready(): Ready {
    if (this.lastReady === null) throw new Error('nobody has raised this island')
    return this.lastReady
  }

  /** `up`, until it says that it is ready. */
  async raise(...flags: readonly string[]): Promise<Ready> {
    const level = flags.includes('--log-level') ? [] : ['--log-level', 'warn']
    this.lastUp = this.start('up', '--dir', this.dir, '--port', '0', ...level, ...flags)
    const line = await this.lastUp.line('said', () => true)
    expect(line).toMatchObject({ event: 'ready' })
    this.lastReady = line as unknown as Ready
    return this.lastReady
  }

  /** A command that goes on; {@link remove} ends it. */
  start(...words: readonly string[]): Command {
    const command = new Command(...words)
    this.commands.push(command)
    return command
  }

  /** One priest by hand, where god had it. */
  startPriest(name: string, ...flags: readonly string[]): Command {
    const listen = new URL(this.urlOf(name)).host
    return this.start('priest', '--name', name, '--dir', this.dir, '--listen', listen, ...flags)
  }

  urlOf(name: string): string {
    const url = this.ready.priests.find((priest) => priest.name === name)?.url
    if (url === undefined) throw new Error(`there is no ${name}`)
    return url
  }

  /** A citizen who knows one priest only, or all. The caller closes it. */
  citizen(name?: string): Citizen {
    const at = name === undefined ? this.ready.priests.map(({ url }) => url) : this.urlOf(name)
    return new Citizen({ at, learn: name === undefined })
  }

  /** Null: it does not answer. */
  async status(name: string): Promise<PriestStatus | null> {
    const citizen = this.citizen(name)
    try {
      return await citizen.status({ deadlineMs: 1_000 })
    } catch (error) {
      if (error instanceof ParliamentError) return null
      throw error
    } finally {
      citizen.close()
    }
  }

  /** The status of a priest, once it is such. */
  async becomes(name: string, what: string, is: (status: PriestStatus) => boolean): Promise<PriestStatus> {
    return await eventually(`${name} ${what}`, async () => {
      const status = await this.status(name)
      return status !== null && is(status) ? status : null
    })
  }

  /** The president, once every priest but the absent names the same. */
  async president(...absent: readonly string[]): Promise<string> {
    const names = this.ready.priests.map(({ name }) => name).filter((name) => !absent.includes(name))
    return await eventually('a president', async () => {
      const heard = await Promise.all(names.map(async (name) => (await this.status(name))?.president ?? null))
      const [first = null] = heard
      return first !== null && names.includes(first) && heard.every((each) => each === first) ? first : null
    })
  }

  /** Sends a signal to the process that its status names. @returns its pid */
  async signal(name: string, signal: NodeJS.Signals): Promise<number> {
    const { pid } = await this.becomes(name, 'answers', () => true)
    process.kill(pid, signal)
    if (signal === 'SIGSTOP') this.frozen.add(pid)
    return pid
  }

  thaw(): void {
    for (const pid of this.frozen) if (isAlive(pid)) process.kill(pid, 'SIGCONT')
    this.frozen.clear()
  }

  /** `parliament decree …` to this island. */
  async decree(...words: readonly string[]): Promise<{ code: number | null; said: readonly Json[] }> {
    return await run('decree', ...words, '--dir', this.dir)
  }

  /** `parliament ledger`: its head, and one line a decree. */
  async ledger(name: string): Promise<{ head: Json; decrees: readonly Json[] }> {
    const { code, said } = await run('ledger', join(this.dir, name))
    expect(code).toBe(0)
    const [head = {}, ...decrees] = said
    return { head, decrees }
  }

  /** DIR/island.json. */
  record(): Json {
    return JSON.parse(readFileSync(join(this.dir, 'island.json'), 'utf8'))
  }

  /** After a test, however it went: ends whoever is left, and removes the folder. */
  async remove(): Promise<void> {
    this.thaw()
    if (existsSync(join(this.dir, 'island.json'))) await run('down', '--dir', this.dir)
    for (const command of this.commands) command.kill('SIGKILL')
    await Promise.all(this.commands.map((command) => command.end()))
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Waits until processes have ended that are nobody's children here: nobody is told of their end. */
export async function haveEnded(pids: readonly number[]): Promise<void> {
  await eventually(`the end of ${pids.join(', ')}`, () => (pids.some(isAlive) ? null : true))
}
