import { once } from 'node:events'
import type { Message, Name } from '@paxon/synod'
import { type Listener, Messenger, systemClock, WebSocketNetwork } from '../src/index.js'
import { ALPHA, ask, BETA, helloOf, page } from './messenger-hall.js'

const DEADLINE_MS = 4_000

/** A messenger over real sockets, on a free port of this machine. */
class Priest extends EventTarget {
  readonly messenger: Messenger
  readonly heard: Message[] = []
  readonly news: string[] = []
  private readonly network = new WebSocketNetwork()
  private listener: Listener | null = null

  constructor(name: Name) {
    super()
    this.messenger = new Messenger({
      network: this.network,
      clock: systemClock,
      chance: Math.random,
      me: name,
      hello: () => helloOf(name),
      judge: () => null,
      onMet: (hello, direction) => this.tell(`met ${hello.name} ${direction}`),
      onLost: (lost, refused) => this.tell(`${refused ? 'refused' : 'lost'} ${lost}`),
      onFrame: (_, frame) => {
        this.heard.push(...frame.messages)
        this.dispatchEvent(new Event('change'))
      },
      onFault: ({ reason }) => this.tell(`fault ${reason}`),
    })
  }

  listen(port = 0): Promise<number> {
    return new Promise((resolve, reject) => {
      const doors = { peer: this.messenger.door }
      this.network.listen({ host: '127.0.0.1', port, doors, onGet: () => null }, (listener, error) => {
        this.listener = listener
        if (listener === null) reject(error)
        else resolve(listener.port)
      })
    })
  }

  /** @throws DOMException when it does not become true in time */
  async until(condition: () => boolean): Promise<void> {
    const signal = AbortSignal.timeout(DEADLINE_MS)
    while (!condition()) await once(this, 'change', { signal })
  }

  leave(): Promise<void> {
    this.messenger.close()
    return new Promise((resolve) => (this.listener === null ? resolve() : this.listener.close(resolve)))
  }

  private tell(news: string): void {
    this.news.push(news)
    this.dispatchEvent(new Event('change'))
  }
}

const priests: Priest[] = []

function priest(name: Name): Priest {
  const made = new Priest(name)
  priests.push(made)
  return made
}

afterEach(() => Promise.all(priests.splice(0).map((one) => one.leave())))

test('over WebSocket: priests meet, speak in order, and know when one is gone and back', async () => {
  const alpha = priest(ALPHA)
  const beta = priest(BETA)
  const betaPort = await beta.listen()
  const addresses = new Map([
    [ALPHA, `ws://127.0.0.1:${await alpha.listen()}`],
    [BETA, `ws://127.0.0.1:${betaPort}`],
  ])
  for (const one of [alpha, beta]) one.messenger.setAddresses(addresses)
  await Promise.all([alpha.until(() => alpha.news.length === 2), beta.until(() => beta.news.length === 2)])
  expect(alpha.news.sort()).toEqual(['met beta in', 'met beta out'])

  for (let round = 1; round <= 100; round++) {
    alpha.messenger.send(BETA, ask(round))
    alpha.messenger.send(BETA, page(round, 10_000))
    alpha.messenger.flush()
  }
  await beta.until(() => beta.heard.length === 200)
  expect(beta.heard.filter((message) => message.type === 'Ask')).toEqual(
    Array.from({ length: 100 }, (_, i) => ask(i + 1)),
  )
  expect(alpha.messenger.dropped).toEqual({ unconnected: 0, overloaded: 0, tooLarge: 0 })

  await beta.leave()
  await alpha.until(() => alpha.news.includes('refused beta'))
  expect(alpha.news.slice(2)).toEqual(['lost beta', 'refused beta'])
  expect(alpha.messenger.isConnected(BETA)).toBe(false)

  const again = priest(BETA)
  await again.listen(betaPort)
  again.messenger.setAddresses(addresses)
  await alpha.until(() => alpha.messenger.isConnected(BETA))
  alpha.messenger.send(BETA, ask(101))
  alpha.messenger.flush()
  await again.until(() => again.heard.length === 1)
})
