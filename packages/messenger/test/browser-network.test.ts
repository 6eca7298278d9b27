import { randomBytes } from 'node:crypto'
import WebSocket from 'ws'
import * as forBrowsers from '../src/browser.js'
import { BrowserNetwork } from '../src/browser-network.js'
import type { BrowserSockets } from '../src/browser-socket.js'
import * as forNode from '../src/index.js'
import { Ear } from './conformance/ear.js'
import { dial, openPort } from './conformance/port.js'

const pageSockets = WebSocket as unknown as BrowserSockets

const proving = (inner: forNode.Network, secret: string, mac: forNode.Mac): forNode.Network =>
  new forNode.ProvingNetwork(inner, {
    secret,
    clock: forNode.systemClock,
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
    mac,
  })

test("browsers find what Node finds, by the same names, but Node's own MAC", () => {
  const names = (all: object) => Object.keys(all).sort()
  expect(names(forBrowsers)).toEqual(names(forNode).filter((name) => name !== 'nodeMac'))
})

test('a page proves the secret; one that has another is told so', async () => {
  const port = await openPort(proving(new forNode.WebSocketNetwork(), 'open sesame, open sesame', forNode.platformMac))
  const url = `ws://127.0.0.1:${port.listener.port}`
  const page = (secret: string) => proving(new BrowserNetwork({}, pageSockets), secret, forBrowsers.platformMac)
  try {
    const near = await dial(page('open sesame, open sesame'), url)
    if (!(near instanceof Ear)) throw new Error(near.message)
    near.say('open')
    const far = await port.arrival('peer')
    expect(await far.hears(1)).toEqual(['open'])
    expect(await dial(page('open poppy, open poppy'), url)).toMatchObject({ kind: 'unproved' })
  } finally {
    await port.close()
  }
})

class Refusing {
  constructor() {
    throw new Error('an insecure connection may not be made from a page loaded over HTTPS')
  }
}

test("where the platform's WebSocket throws nobody is reached, and it says why", async () => {
  const network = new BrowserNetwork({}, Refusing as unknown as BrowserSockets)
  const message = 'ws://127.0.0.1:4701/peer: an insecure connection may not be made from a page loaded over HTTPS'
  expect(await dial(network, 'ws://127.0.0.1:4701')).toEqual({ kind: 'unreachable', message })
})

test('nobody listens in a browser', async () => {
  const doors = {}
  const options = { host: '127.0.0.1', port: 0, doors, onGet: () => null }
  const error = await new Promise((resolve) => new BrowserNetwork().listen(options, (_none, why) => resolve(why)))
  expect(error).toMatchObject({ message: 'nobody can listen in a browser' })
})
