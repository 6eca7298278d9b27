import { createServer, type Socket } from 'node:net'
import { WebSocketNetwork } from '../src/index.js'
import { networkConformance } from './conformance/network-conformance.js'

networkConformance('WebSocket', async () => {
  const network = new WebSocketNetwork()
  const sockets: Socket[] = []
  const silent = createServer((socket) => sockets.push(socket.on('error', () => {})))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  return {
    host: network,
    dialler: network,
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
