import { Citizen, ParliamentError } from '@paxon/citizen'
import { Lock } from '../../examples/lock/lock.js'

/** What is tried in a page. Each gives what it saw, as JSON. */
const TRIALS = {
  /** Decrees and inquiries; what a swap says; a value that fills several packets; many calls at once. */
  async decrees({ at, secret }) {
    const citizen = await Citizen.connect({ at, secret })
    const { version } = await citizen.put('page', 'was here')
    const swapped = await citizen.cas('page', { ifVersion: version, to: 'is here' })
    const lost = await citizen.cas('page', { ifVersion: version, to: 'is not' })
    const long = 'ö'.repeat(100_000)
    await citizen.put('long', long)
    const calls = Array.from({ length: 200 }, (_, n) => citizen.put(`key ${n}`, `${n}`))
    const decrees = (await Promise.all(calls)).map(({ decree }) => decree)
    const { value } = await citizen.get('page')
    const isLong = (await citizen.get('long')).value === long
    citizen.close()
    return { value, swapped: swapped.ok, lost: lost.ok, isLong, different: new Set(decrees).size }
  },
  /** The lock of examples/: two want it, and whoever stalls loses it. */
  async lock({ at, secret }) {
    const [ada, bob] = await Promise.all([Citizen.connect({ at, secret }), Citizen.connect({ at, secret })])
    const adas = new Lock(ada, 'lock', 'ada')
    const bobs = new Lock(bob, 'lock', 'bob')
    const token = await adas.acquire(300)
    const later = await bobs.acquire(300)
    const renewed = await adas.renew()
    await bobs.release()
    ada.close()
    bob.close()
    return { isLater: later > token, renewed }
  },
  /** Decrees one after the other, while priests are killed outside. */
  async through({ at, secret, times }) {
    const citizen = await Citizen.connect({ at, secret })
    for (let n = 1; n <= times; n++) {
      await citizen.put('count', `${n}`)
      await fetch(`/passed/${n}`, { method: 'POST' })
    }
    const { value } = await citizen.get('count')
    citizen.close()
    return { value }
  },
  /** A call that is to fail. */
  async refused({ at, secret }) {
    try {
      const citizen = await Citizen.connect({ at, ...(secret === null ? {} : { secret }), deadlineMs: 3_000 })
      citizen.close()
      return { code: null }
    } catch (error) {
      if (!(error instanceof ParliamentError)) throw error
      return { code: error.code, outcome: error.outcome, message: error.message }
    }
  },
}

const faults = []
addEventListener('error', ({ message }) => faults.push(message))
addEventListener('unhandledrejection', ({ reason }) => faults.push(String(reason)))

/** Tells the server behind the page what came of it. */
export async function main({ trial, ...facts }) {
  let saw
  try {
    saw = await TRIALS[trial](facts)
  } catch (error) {
    saw = { threw: String(error?.stack ?? error) }
  }
  await fetch('/saw', { method: 'POST', body: JSON.stringify({ ...saw, faults }) })
}
