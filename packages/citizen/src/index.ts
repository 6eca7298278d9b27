export { type ErrorCode, type Level, type Outcome, ParliamentError, type PriestStatus } from '@paxon/wire'
export { addressesFrom } from './addresses.js'
export * from './citizen.js'
export type { CallOptions, CitizenOptions, InquiryOptions } from './options.js'
