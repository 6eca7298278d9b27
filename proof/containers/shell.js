import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const LINE_MS_MAX = 60_000
/** Lines come by a pipe of their own: what they run must find nothing on its stdin. */
const LOOP = 'while IFS= read -r line <&3; do eval "$line"; echo "#end $?"; done'

/** A shell that goes on from line to line, as a user's does. */
export class Shell {
  /** Everything that was printed, both streams. @type {string[]} */
  said = []
  #folder
  #bash
  /** @type {(code: number | null) => void} */
  #ended = () => {}

  /** @param {string} folder */
  constructor(folder) {
    this.#folder = folder
    this.#bash = spawn('bash', ['--noprofile', '--norc', '-c', LOOP], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    })
    createInterface({ input: this.#bash.stdout }).on('line', (line) => this.#heard(line))
    createInterface({ input: this.#bash.stderr }).on('line', (line) => this.said.push(line))
    this.#bash.on('close', () => this.#ended(null))
  }

  /** Runs a line to its end. @returns {Promise<number>} its exit code @throws when it does not end */
  async run(line) {
    const ended = new Promise((resolve) => {
      this.#ended = resolve
    })
    this.#bash.stdio[3].write(`${line}\n`)
    const late = new Promise((resolve) => setTimeout(resolve, LINE_MS_MAX, null).unref())
    const code = await Promise.race([ended, late])
    if (code === null) throw new Error(`This did not end within ${LINE_MS_MAX / 1000} s: ${line}`)
    return code
  }

  /** Runs a line beside the others, in a shell of its own. @returns {() => void} ends it */
  beside(line) {
    const bash = spawn('bash', ['-c', line], {
      cwd: this.#folder,
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    createInterface({ input: bash.stdout }).on('line', (text) => this.said.push(text))
    return () => {
      if (bash.exitCode === null && bash.pid !== undefined) process.kill(-bash.pid, 'SIGTERM')
    }
  }

  end() {
    this.#bash.kill('SIGKILL')
  }

  #heard(line) {
    const [, code] = /^#end (\d+)$/.exec(line) ?? []
    if (code === undefined) this.said.push(line)
    else this.#ended(Number(code))
  }
}
