import { createHmac } from 'node:crypto'
import type { Mac } from './mac.js'

/** Node's own. */
export const nodeMac: Mac = (key, bytes, done) => done(createHmac('sha256', key).update(bytes).digest())
