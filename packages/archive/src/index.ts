export * from './ledger-views.js'
export * from './open-archive.js'
