import { randomBytes } from 'node:crypto'
import {
  type Mac,
  MemoryHub,
  MemoryNetwork,
  type Network,
  nodeMac,
  ProvingNetwork,
  systemClock,
  WebSocketNetwork,
  webMac,
} from '../src/index.js'
import { loopbackSetting } from './conformance/loopback-setting.js'
import { networkConformance } from './conformance/network-conformance.js'

const proving = (inner: Network, mac: Mac = nodeMac): Network =>
  new ProvingNetwork(inner, {
    secret: 'open sesame, please',
    clock: systemClock,
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
    mac,
  })

networkConformance('memory, with a secret,', async () => {
  const hub = new MemoryHub({ later: systemClock.after })
  hub.cut('dialler.test', 'silent.test')
  new MemoryNetwork(hub, 'silent.test')
  return {
    host: proving(new MemoryNetwork(hub, 'host.test')),
    dialler: proving(new MemoryNetwork(hub, 'dialler.test')),
    url: (port) => `ws://host.test:${port}`,
    full: 'closed (4005: all places are taken)',
    silentUrl: async () => 'ws://silent.test:1',
    get: async (port, path) => hub.get(`ws://host.test:${port}${path}`),
    tearDown: async () => {},
  }
})

networkConformance('WebSocket, with a secret proved by a browser,', () =>
  loopbackSetting({
    host: proving(new WebSocketNetwork()),
    dialler: proving(new WebSocketNetwork(), webMac),
    full: 'closed (4005: all places are taken)',
  }),
)
