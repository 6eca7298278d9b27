import { eventually, pause } from './island.js'

/** How long all are left in peace before the next kill: up to this, ms. */
const PEACE_MS = 600
/** How often a president that was killed is killed again as soon as it answers. */
const AGAIN = 0.3
/** Fewer prove too little. */
const KILLS_MIN = 6
/** God waits up to 5 s before it starts one again that died young again and again. */
const BACK_MS = 15_000

/**
 * @typedef {import('./island.js').Island} Island
 * @typedef {import('./island.js').Status} Status
 * @typedef {{ name: string, at: number, presided: boolean, backMs: number | null }} Kill `at`: ms of this process's
 *   monotonic clock; `backMs`: until it took part again, null where it was killed again before
 */

/**
 * Kills one priest after another with -9, never one while another is away, so that a majority is up at every moment. Of
 * two kills in a row at least one strikes the president. Returns when all take part again: after `seconds`, or later where
 * the machine is so slow that there would be too few kills.
 *
 * @param {Island} island
 * @param {number} seconds
 * @returns {Promise<Kill[]>}
 */
export async function killOnAndOn(island, seconds) {
  /** @type {Kill[]} */
  const kills = []
  const end = performance.now() + seconds * 1000
  /** @type {Status | null} */
  let risen = null
  while (performance.now() < end || kills.length < KILLS_MIN || risen !== null) {
    const { pid, name, president } = risen ?? (await choose(island, kills.at(-1)?.presided ?? false))
    const at = performance.now()
    process.kill(pid, 'SIGKILL')
    const presided = president === name
    const again = presided && Math.random() < AGAIN
    risen = await backAgain(island, name, (status) => status.pid !== pid && (again || takesPart(status)))
    kills.push({ name, at, presided, backMs: again ? null : performance.now() - at })
    if (!again) risen = null
  }
  return kills
}

/** @returns {Promise<Status>} */
async function choose(island, lastPresided) {
  await allTakePart(island)
  await pause(Math.random() * PEACE_MS)
  const all = await allTakePart(island)
  const victims = lastPresided ? all : all.filter(({ name, president }) => name === president)
  return victims[Math.floor(Math.random() * victims.length)]
}

/** @returns {Promise<Status[]>} */
async function allTakePart(island) {
  /** @type {Status[]} */
  let all = []
  const agreed = async () => {
    all = await island.statuses()
    return all.every((status) => status !== null && takesPart(status) && status.president === all[0].president)
  }
  await eventually(agreed, BACK_MS, 'all three priests did not take part under one president')
  return all
}

/** @param {(status: Status) => boolean} is */
async function backAgain(island, name, is) {
  /** @type {Status | null} */
  let status = null
  const isBack = async () => {
    status = await island.status(name)
    return status !== null && is(status)
  }
  await eventually(isBack, BACK_MS, `${name} was killed and did not come back`)
  return status
}

/** @param {Status} status */
const takesPart = ({ role, president }) => role === 'legislator' && president !== null
