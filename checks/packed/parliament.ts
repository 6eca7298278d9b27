import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { isAlive } from '../../packages/parliament/test/alive.js'
import type { Place } from './place.js'

const READY_MS = 60_000
const GONE_MS = 20_000
const LOOK_MS = 20

interface Ready {
  readonly priests: readonly { readonly url: string; readonly pid: number }[]
}

/** `npx @paxon/parliament up`, at free ports. */
export class Parliament {
  /** Whose pages may come in. */
  static readonly ORIGIN = 'https://app.example'
  readonly url: string
  private readonly process: ReturnType<Place['start']>

  private readonly priests: Ready['priests']

  private constructor(process: ReturnType<Place['start']>, { priests }: Ready) {
    const [first] = priests
    if (first === undefined) throw new Error('a parliament without priests')
    this.process = process
    this.priests = priests
    this.url = first.url
  }

  /** @param folder where it is called; `dir` is the island's */
  static async raise(place: Place, folder: string, dir: string): Promise<Parliament> {
    const flags = ['--dir', dir, '--port', '0', '--allow-origin', Parliament.ORIGIN, '--json']
    const child = place.start(folder, 'npx', '@paxon/parliament', 'up', ...flags)
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text
    })
    const late = setTimeout(() => endGroup(child.pid, 'SIGINT'), READY_MS)
    const ready = once(createInterface({ input: child.stdout }), 'line')
    const ended = once(child, 'close').then(([code]) => {
      throw new Error(`up ended with ${code}: ${stderr}`)
    })
    ended.catch(() => {})
    const [line] = await Promise.race([ready, ended])
    clearTimeout(late)
    return new Parliament(child, JSON.parse(line))
  }

  /** A text for the usual ports, for this parliament. */
  at(text: string): string {
    return text.replace(/ws:\/\/127\.0\.0\.1:470\d/g, this.url)
  }

  /**
   * Ctrl-C, as a terminal gives it: to npx, which ends at once, and to what it runs, which holds their stdout until all is over.
   * @returns the processes of priests that are left, having been waited for
   */
  async end(): Promise<number[]> {
    const ended = once(this.process, 'close')
    endGroup(this.process.pid, 'SIGINT')
    await ended
    const deadline = performance.now() + GONE_MS
    let left = this.priests.map(({ pid }) => pid)
    while (left.length > 0 && performance.now() < deadline) {
      left = left.filter(isAlive)
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
    return left
  }
}

function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid !== undefined) process.kill(-pid, signal)
}
