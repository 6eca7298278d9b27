import { WebSocketNetwork } from '../src/index.js'
import { loopbackSetting } from './conformance/loopback-setting.js'
import { networkConformance } from './conformance/network-conformance.js'

networkConformance('WebSocket', () => {
  const network = new WebSocketNetwork()
  return loopbackSetting({ host: network, dialler: network })
})
