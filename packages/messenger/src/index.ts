export * from './everywhere.js'
export { nodeMac, nodeMac as platformMac, whyNoMac } from './node-mac.js'
export * from './websocket-network.js'
