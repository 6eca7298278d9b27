import { eventually, pause, signal } from './island.js'

/**
 * @typedef {import('./island.js').Island} Island
 * @typedef {import('./island.js').Status} Status
 * @typedef {import('./history.js').HistoryFile} HistoryFile
 * @typedef {import('./chance.js').Chance} Chance
 * @typedef {{ kill: number, stop: number, president: boolean, brief?: true }} Round how many are killed and stopped, and whether the president
 *   is the first among them; `brief`: stopped for just so long that another presides, and its citizens still wait for it
 */

/** How long all are left in peace before the next round: up to this, ms. */
const PEACE_MS = 500
/** The second is struck at once, or up to so much later: while the others choose a president. */
const APART_MS = 600
const PAUSED_MS = [2_000, 5_000]
const BRIEF_MS = [900, 1_400]
/** God waits up to 5 s before it starts one again that died young again and again; the machine may be busy. */
const BACK_MS = 40_000

/** @type {Record<'kills' | 'pauses' | 'three', readonly Round[]>} what happens in turn, again and again */
export const ROUNDS = {
  kills: [
    { kill: 2, stop: 0, president: true },
    { kill: 2, stop: 0, president: false },
    { kill: 2, stop: 0, president: true },
    { kill: 2, stop: 0, president: false },
    { kill: 2, stop: 0, president: true },
    { kill: 2, stop: 0, president: false },
    // A majority is away: decrees pass again once it is back.
    { kill: 3, stop: 0, president: true },
  ],
  pauses: [
    { kill: 0, stop: 1, president: true },
    { kill: 0, stop: 1, president: true, brief: true },
    { kill: 1, stop: 1, president: true },
    { kill: 0, stop: 1, president: true, brief: true },
    { kill: 0, stop: 2, president: true },
    { kill: 2, stop: 0, president: true },
    { kill: 0, stop: 2, president: false },
    { kill: 0, stop: 1, president: true, brief: true },
    { kill: 0, stop: 3, president: true },
  ],
  three: [
    { kill: 1, stop: 0, president: true },
    { kill: 1, stop: 0, president: false },
  ],
}

/** Strikes priests of an island, and sees that they come back. */
export class Faults {
  /** When the last came back, ms of this process's monotonic clock. */
  lastBackMs = 0
  rounds = 0
  #island
  #history
  #chance
  /** Names of those that do not take part, for a majority's sake. @type {Set<string>} */
  #away = new Set()

  /** @param {Island} island @param {HistoryFile} history @param {Chance} chance */
  constructor(island, history, chance) {
    this.#island = island
    this.#history = history
    this.#chance = chance
  }

  /** One round: returns when all take part again. @param {Round} round */
  async strike({ kill, stop, president, brief }) {
    await this.#allTakePart()
    await pause(this.#chance.between(0, PEACE_MS))
    const all = await this.#allTakePart()
    const victims = this.#choose(all, kill + stop, president)
    // The president is stopped rather than killed where there is a choice.
    const stopped = victims.slice(0, stop)
    const killed = victims.slice(stop)
    const back = []
    const isApart = this.#chance.next() < 0.5
    for (const [place, victim] of [...stopped, ...killed].entries()) {
      if (place > 0 && isApart) await pause(this.#chance.between(0, APART_MS))
      back.push(place < stop ? this.#stop(victim, brief === true ? BRIEF_MS : PAUSED_MS) : this.#kill(victim))
    }
    await Promise.all(back)
    this.rounds += 1
  }

  /** @param {Status[]} all */
  #choose(all, count, isPresident) {
    const presidents = all.filter(({ name, president }) => name === president)
    const others = all.filter(({ name, president }) => name !== president)
    return isPresident ? [...presidents, ...this.#chance.some(others, count - 1)] : this.#chance.some(others, count)
  }

  /** @param {Status} victim */
  async #kill({ name, pid, president }) {
    signal(pid, 'SIGKILL')
    this.#note('killed', name, name === president)
    /** @param {(status: Status) => boolean} isSo */
    const anew = (isSo) => async () => {
      const status = await this.#island.status(name)
      return status !== null && status.pid !== pid && isSo(status)
    }
    // From its first answer on it counts as back, whatever it still has to do.
    await eventually(
      anew(() => true),
      BACK_MS,
      `${name} was killed and did not come back`,
    )
    this.#back(name)
    await eventually(anew(takesPart), BACK_MS, `${name} came back and did not take part`)
  }

  /** @param {Status} victim */
  async #stop({ name, pid, president }, [leastMs, mostMs]) {
    signal(pid, 'SIGSTOP')
    this.#note('stopped', name, name === president)
    try {
      await pause(this.#chance.between(leastMs, mostMs))
    } finally {
      signal(pid, 'SIGCONT')
    }
    this.#back(name)
  }

  #back(name) {
    this.#note('up', name, false)
    this.lastBackMs = performance.now()
  }

  #note(what, name, presided) {
    if (what === 'up') this.#away.delete(name)
    else this.#away.add(name)
    const here = this.#island.priests.length - this.#away.size
    this.#history.note({ what, name, presided, majority: here > this.#island.priests.length / 2 })
  }

  /** @returns {Promise<Status[]>} */
  async #allTakePart() {
    /** @type {Status[]} */
    let all = []
    const agreed = async () => {
      all = await this.#island.statuses()
      return all.every((status) => status !== null && takesPart(status) && status.president === all[0].president)
    }
    await eventually(agreed, BACK_MS, 'the priests did not all take part under one president')
    return all
  }
}

/** @param {Status} status */
const takesPart = ({ role, president }) => role === 'legislator' && president !== null
