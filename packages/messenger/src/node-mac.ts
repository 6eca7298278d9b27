import { createHmac } from 'node:crypto'
import type { Mac } from './mac.js'

/** Why this platform has none, as a sentence: Node always has. */
export const whyNoMac = (): string | null => null

/** Node's own. */
export const nodeMac: Mac = (key, bytes, done) => done(createHmac('sha256', key).update(bytes).digest())
