import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** What a loaded machine may take for any one program. */
const DEADLINE_MS = 120_000

export interface Said {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Folders far from the clone, in which programs run as on another machine: with no settings of whoever runs the tests. */
export class Place {
  readonly root = mkdtempSync(join(tmpdir(), 'paxon-packed-'))
  private registry = ''

  /** Where npm installs from. */
  useRegistry(url: string): void {
    this.registry = url
  }

  /** A folder of its own, empty if it is new. */
  folder(name: string): string {
    const folder = join(this.root, name)
    mkdirSync(folder, { recursive: true })
    return folder
  }

  write(folder: string, files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
  }

  /** `npm install` in a folder that is empty, or as good as: without a package.json npm looks for one further up. */
  async install(folder: string, name: string): Promise<void> {
    this.write(folder, { 'package.json': '{}' })
    await this.run(folder, 'npm', 'install', name)
  }

  /** @throws when it does not end with 0 */
  async run(folder: string, program: string, ...args: readonly string[]): Promise<Said> {
    const said = await this.try(folder, program, ...args)
    if (said.code === 0) return said
    throw new Error(`${program} ${args.join(' ')} ended with ${said.code}:\n${said.stdout}${said.stderr}`)
  }

  /** A program to its end, whatever that is. */
  async try(folder: string, program: string, ...args: readonly string[]): Promise<Said> {
    const child = this.start(folder, program, ...args)
    const late = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS)
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text))
    const [code] = await once(child, 'close')
    clearTimeout(late)
    return { code, stdout, stderr }
  }

  /** A program that goes on, with a process group of its own. */
  start(folder: string, program: string, ...args: readonly string[]) {
    return spawn(program, args, { cwd: folder, env: this.env(), detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true })
  }

  private env(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      HOME: this.root,
      NO_COLOR: '1',
      npm_config_registry: this.registry,
      npm_config_cache: join(this.root, '.npm'),
      npm_config_globalconfig: join(this.root, 'no-settings'),
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_update_notifier: 'false',
      npm_config_yes: 'true',
    }
  }
}
