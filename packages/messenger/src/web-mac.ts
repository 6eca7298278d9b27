import type { Mac } from './mac.js'

const HMAC = { name: 'HMAC', hash: 'SHA-256' } as const

/** By WebCrypto, which browsers and Node have. In a browser only a page of `https` or of localhost has it. */
export const webMac: Mac = (key, bytes, done) => {
  void sign(key, bytes).then(done)
}

async function sign(key: Uint8Array, bytes: Uint8Array): Promise<Uint8Array> {
  const { subtle } = globalThis.crypto
  const imported = await subtle.importKey('raw', key, HMAC, false, ['sign'])
  return new Uint8Array(await subtle.sign(HMAC, imported, bytes))
}
