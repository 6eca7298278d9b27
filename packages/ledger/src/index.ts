export * from './disk.js'
export * from './ledger.js'
