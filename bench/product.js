import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { keyOf, VALUE } from './load.js'

const COMMAND = fileURLToPath(new URL('../packages/parliament/bin/parliament.js', import.meta.url))
const CITIZEN = new URL('../packages/citizen/dist/index.js', import.meta.url)

/** The citizens' own code is another one for each of many connections than for many decrees of one. */
const MANY_WARM_UP_SECONDS = 2

/** Whether there is a build to measure. */
export const isBuilt = () => existsSync(CITIZEN)

/**
 * The product: `parliament up` with three priests, and one citizen.
 *
 * @param {string} folder the island's, not there yet
 * @param {string[]} flags more of `up`
 * @returns {Promise<import('./load.js').Side>}
 */
export async function startProduct(folder, flags = []) {
  const begin = performance.now()
  const up = spawn(process.execPath, [COMMAND, 'up', '--json', '--dir', folder, '--port', '0', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PARLIAMENT_LOG_LEVEL: 'error' },
  })
  const gone = once(up, 'exit')
  try {
    const { priests } = await ready(up)
    const readyMs = performance.now() - begin
    const { Citizen } = await import(CITIZEN.href)
    const meet = () => Citizen.connect({ at: priests.map((priest) => priest.url) })
    const citizen = await meet()
    return {
      readyMs,
      pids: priests.map((priest) => priest.pid),
      load: (inFlight, seconds) => load([citizen], inFlight, seconds),
      async loadMany(count, seconds) {
        const many = await Promise.all(Array.from({ length: count }, meet))
        await load(many, 1, MANY_WARM_UP_SECONDS)
        const measured = await load(many, 1, seconds)
        for (const one of many) one.close()
        return measured
      },
      async stop() {
        citizen.close()
        up.kill('SIGTERM')
        await gone
      },
    }
  } catch (failure) {
    up.kill('SIGTERM')
    throw failure
  }
}

/** The first line of `up --json`. */
function ready(up) {
  return new Promise((resolve, reject) => {
    createInterface({ input: up.stdout }).once('line', (line) => {
      const said = JSON.parse(line)
      if (said.event === 'ready') resolve(said)
      else reject(new Error(`up said ${line}`))
    })
    up.once('exit', (code) => reject(new Error(`up ended with ${code} before it was ready`)))
  })
}

/**
 * @param {readonly { put(key: string, value: string): Promise<unknown> }[]} citizens
 * @param {number} inFlight for each of them
 * @returns {Promise<import('./load.js').Measured>}
 */
async function load(citizens, inFlight, seconds) {
  const latenciesMs = []
  const begin = performance.now()
  let asked = 0
  let isOver = false
  setTimeout(() => {
    isOver = true
  }, seconds * 1000)
  const isTimed = inFlight === 1
  const petitionOnAndOn = async (citizen) => {
    while (!isOver) {
      asked += 1
      const sentAt = isTimed ? performance.now() : 0
      await citizen.put(keyOf(asked), VALUE)
      if (isTimed) latenciesMs.push(performance.now() - sentAt)
    }
  }
  const all = citizens.flatMap((citizen) => Array.from({ length: inFlight }, () => petitionOnAndOn(citizen)))
  await Promise.all(all)
  return { perSecond: (asked / (performance.now() - begin)) * 1000, decrees: asked, latenciesMs }
}
