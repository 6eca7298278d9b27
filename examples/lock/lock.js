/** The value of a lock that was let go. */
const FREE = ''
/** Nothing of Node's: the lock is for pages too. */
const pause = (ms) => new Promise((done) => setTimeout(done, ms))
/** How often who waits looks whether the holder has been heard of, or has let go. */
const LOOKS = 10

/**
 * A lock with a fencing token. Who holds it is the value of a key; the number of the decree that wrote it is the token: it rises
 * with every change, and never names two holders. Nobody can take a lock from a process that has stalled and not risk that it
 * wakes and goes on. So what the lock protects is told the token with every write, and refuses one lower than it has seen.
 */
export class Lock {
  #citizen
  #key
  #me
  #token = null

  constructor(citizen, key, me) {
    this.#citizen = citizen
    this.#key = key
    this.#me = me
  }

  /**
   * Waits until the lock is ours. A holder that has not renewed it for `patienceMs`, by our clock, loses it.
   * @returns the token
   */
  async acquire(patienceMs) {
    for (;;) {
      const { value, version } = await this.#citizen.get(this.#key)
      if (value === null) this.#token = await this.#swap({ ifAbsent: true })
      else if (value === FREE || (await this.#isStuckAt(version, patienceMs)))
        this.#token = await this.#swap({ ifVersion: version })
      if (this.#token !== null) return this.#token
    }
  }

  /** Says that we are alive. @returns the new token; null where somebody else has the lock by now */
  async renew() {
    this.#token = this.#token === null ? null : await this.#swap({ ifVersion: this.#token })
    return this.#token
  }

  async release() {
    if (this.#token !== null) await this.#citizen.cas(this.#key, { ifVersion: this.#token, to: FREE })
    this.#token = null
  }

  /** Whether nobody writes the key, which has this version, for so long. */
  async #isStuckAt(version, patienceMs) {
    for (let look = 0; look < LOOKS; look++) {
      await pause(patienceMs / LOOKS)
      if ((await this.#citizen.get(this.#key)).version !== version) return false
    }
    return true
  }

  async #swap(condition) {
    const { ok, version } = await this.#citizen.cas(this.#key, { ...condition, to: this.#me })
    return ok ? version : null
  }
}
