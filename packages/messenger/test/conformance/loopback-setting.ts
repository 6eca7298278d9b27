import { createServer, type Socket } from 'node:net'
import type { Setting } from './scene.js'

/** Real sockets on 127.0.0.1, and a server there that lets anyone connect and says nothing. */
export async function loopbackSetting(who: Pick<Setting, 'host' | 'dialler' | 'isPage' | 'full'>): Promise<Setting> {
  const sockets: Socket[] = []
  const silent = createServer((socket) => sockets.push(socket.on('error', () => {})))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  return {
    ...who,
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
}
