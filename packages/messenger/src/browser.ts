/** The package as a bundle for a browser gets it: the condition `browser` in package.json. */
export { BrowserNetwork as WebSocketNetwork } from './browser-network.js'
export * from './everywhere.js'
export { webMac as platformMac, whyNoWebMac as whyNoMac } from './web-mac.js'
