import { Citizen } from '@paxon/citizen'
import { Lock } from './lock.js'

/** What the lock is for, somewhere else: a file store, another database. It knows nothing of the parliament but a number. */
class Store {
  #highest = 0

  write(text, token) {
    const takes = token >= this.#highest
    if (takes) this.#highest = token
    console.log(`the store ${takes ? 'takes' : 'refuses'} "${text}"`)
  }
}

async function main(at) {
  const store = new Store()
  const [ada, bob] = await Promise.all([Citizen.connect({ at }), Citizen.connect({ at })])
  const adas = new Lock(ada, 'lock', 'ada')
  const bobs = new Lock(bob, 'lock', 'bob')

  let token = await adas.acquire(300)
  store.write('by ada', token)
  token = await adas.renew()

  // Ada stalls: a long pause of its garbage collector, a laptop that was closed. Bob waits and takes over.
  const other = await bobs.acquire(300)
  store.write('by bob', other)

  // Ada wakes, and believes that the lock is its own. The store knows better; asked, so does the parliament.
  store.write('by ada again', token)
  console.log(`ada ${(await adas.renew()) === null ? 'has lost' : 'holds'} the lock`)

  await bobs.release()
  token = await adas.acquire(300)
  store.write('by ada at last', token)
  await adas.release()
  ada.close()
  bob.close()
}

const [, , ...at] = process.argv
await main(at.length > 0 ? at : ['ws://127.0.0.1:4701'])
