import { setTimeout as pause } from 'node:timers/promises'
import { Citizen } from '@paxon/citizen'
import { Lock } from '../lock/lock.js'

const BEAT_MS = 100
/** How long a leader may be silent: some beats, and a change of president. */
const PATIENCE_MS = 5_000

/**
 * Leader election: whoever holds the lock leads, in the term that its first token names. The leader renews it at every beat; one
 * that cannot stops leading at once, since another may lead by then.
 * @param lead called when we lead, with the term; its signal says when we do not any more
 */
async function campaign(citizen, me, lead) {
  const lock = new Lock(citizen, 'leader', me)
  const term = await lock.acquire(PATIENCE_MS)
  const leading = new AbortController()
  const done = lead(term, leading.signal).finally(() => leading.abort())
  while (!leading.signal.aborted) {
    await pause(BEAT_MS)
    // Rejects where no majority answers: then, too, we do not know that we lead.
    const token = await lock.renew().catch(() => null)
    if (token === null) leading.abort()
  }
  await done
  await lock.release()
}

async function main(at) {
  let last = 0
  const candidates = ['ada', 'bob', 'eve'].map(async (me) => {
    const citizen = await Citizen.connect({ at })
    await campaign(citizen, me, async (term, signal) => {
      console.log(`a new leader, in a ${term > last ? 'later' : 'former'} term`)
      last = term
      // Work that only a leader may do. When it has had enough it resigns, and another leads.
      await pause(3 * BEAT_MS, null, { signal }).catch(() => console.log(`${me} was deposed`))
    })
    citizen.close()
  })
  await Promise.all(candidates)
  console.log('everybody has led once')
}

const [, , ...at] = process.argv
await main(at.length > 0 ? at : ['ws://127.0.0.1:4701'])
