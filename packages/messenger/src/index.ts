export * from './everywhere.js'
export { nodeMac, nodeMac as platformMac } from './node-mac.js'
export * from './websocket-network.js'
