import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The folder of docker-compose.yml. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const COMMAND = fileURLToPath(new URL('../../packages/parliament/bin/parliament.js', import.meta.url))

/** @returns {Promise<string>} what docker printed on stdout @throws when it fails */
export async function docker(...words) {
  const { stdout } = await run('docker', words, { cwd: ROOT, maxBuffer: 1024 ** 3 })
  return stdout.trim()
}

export const compose = (...words) => docker('compose', ...words)

/** The command line on this machine, outside of all containers. */
export async function parliament(...words) {
  const { stdout } = await run(process.execPath, [COMMAND, ...words, '--json'], { cwd: ROOT })
  return JSON.parse(stdout.trim().split('\n')[0])
}

/** The lines of a container's log, as JSON; others are left out. */
export async function logOf(container) {
  const { stdout, stderr } = await run('docker', ['logs', container], { maxBuffer: 1024 ** 3 })
  return `${stdout}\n${stderr}`.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line)]
    } catch {
      return []
    }
  })
}
