import WebSocket from 'ws'
import { BrowserNetwork } from '../src/browser-network.js'
import type { BrowserSockets } from '../src/browser-socket.js'
import { WebSocketNetwork } from '../src/index.js'
import { loopbackSetting } from './conformance/loopback-setting.js'
import { networkConformance } from './conformance/network-conformance.js'

/** ws has all that a page's WebSocket has; its types say more of it than a page may use. */
const pageSockets = WebSocket as unknown as BrowserSockets

networkConformance("a browser's", () =>
  loopbackSetting({ host: new WebSocketNetwork(), dialler: new BrowserNetwork({}, pageSockets), isPage: true }),
)
