import type { Mac } from './mac.js'

const HMAC = { name: 'HMAC', hash: 'SHA-256' } as const

/** By WebCrypto, which browsers and Node have. */
export const webMac: Mac = (key, bytes, done) => {
  void sign(key, bytes).then(done)
}

/** Why this platform has none of it, as a sentence; null where it has. */
export const whyNoWebMac = (): string | null =>
  globalThis.crypto?.subtle === undefined
    ? 'This page cannot prove a secret: browsers give what that takes (crypto.subtle) to pages of https or localhost only.'
    : null

async function sign(key: Uint8Array, bytes: Uint8Array): Promise<Uint8Array> {
  const { subtle } = globalThis.crypto
  const imported = await subtle.importKey('raw', key, HMAC, false, ['sign'])
  return new Uint8Array(await subtle.sign(HMAC, imported, bytes))
}
