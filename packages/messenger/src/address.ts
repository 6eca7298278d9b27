import type { DialOptions } from './network.js'

/** What a dial asks for. */
export interface DialledUrl {
  /** For people. */
  readonly url: string
  /** For the socket; null where `url` is no address. */
  readonly asked: string | null
}

/** Addresses come from other programs: only what can be dialled may reach a socket, which throws, and ws knows Unix sockets too. */
export function dialledUrl({ url, door, nonce }: DialOptions): DialledUrl {
  const whole = `${url.replace(/\/+$/, '')}/${door}`
  const isAddress = /^wss?:\/\/[^#]+$/.test(whole) && URL.canParse(whole)
  if (!isAddress) return { url: whole, asked: null }
  return { url: whole, asked: nonce === undefined ? whole : `${whole}?nonce=${nonce}` }
}

export const NO_ADDRESS = 'no address, write ws://host:port'
