import type { Identity, Message, Name } from '../src/index.js'

/** What one priest says to another, on its way. */
export interface Letter {
  readonly from: Identity
  readonly to: Name
  readonly message: Message
}

/** Null and undefined: from, to or of any. */
export const isLike = (letter: Letter, from: string | null, to: string | null, type?: Message['type']): boolean =>
  (from === null || letter.from.name === from) &&
  (to === null || letter.to === to) &&
  (type === undefined || letter.message.type === type)
