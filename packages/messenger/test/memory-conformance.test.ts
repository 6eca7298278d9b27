import { MemoryHub, MemoryNetwork, systemClock } from '../src/index.js'
import { networkConformance } from './conformance/network-conformance.js'

networkConformance('memory', async () => {
  const hub = new MemoryHub({ later: systemClock.after })
  hub.cut('dialler.test', 'silent.test')
  new MemoryNetwork(hub, 'silent.test')
  return {
    host: new MemoryNetwork(hub, 'host.test'),
    dialler: new MemoryNetwork(hub, 'dialler.test'),
    url: (port) => `ws://host.test:${port}`,
    silentUrl: async () => 'ws://silent.test:1',
    get: async (port, path) => hub.get(`ws://host.test:${port}${path}`),
    tearDown: async () => {},
  }
})
