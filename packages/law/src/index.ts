export * from './law.js'
