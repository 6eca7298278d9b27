import { createServer, type Socket } from 'node:net'
import WebSocket from 'ws'
import { BrowserNetwork } from '../src/browser-network.js'
import type { BrowserSockets } from '../src/browser-socket.js'
import { WebSocketNetwork } from '../src/index.js'
import { networkConformance } from './conformance/network-conformance.js'

/** ws has all that a page's WebSocket has; its types say more of it than a page may use. */
const pageSockets = WebSocket as unknown as BrowserSockets

networkConformance("a browser's", async () => {
  const sockets: Socket[] = []
  const silent = createServer((socket) => sockets.push(socket.on('error', () => {})))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  return {
    host: new WebSocketNetwork(),
    dialler: new BrowserNetwork({}, pageSockets),
    isPage: true,
    url: (port) => `ws://127.0.0.1:${port}`,
    async silentUrl() {
      const address = silent.address()
      if (typeof address !== 'object' || address === null) throw new Error('the silent server does not listen')
      return `ws://127.0.0.1:${address.port}`
    },
    async get(port, path) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`)
      return { status: response.status, body: await response.text() }
    },
    async tearDown() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => silent.close(() => resolve()))
    },
  }
})
