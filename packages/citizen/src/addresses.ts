import { ParliamentError } from '@paxon/wire'
import { LEARNT_MAX } from './limits.js'

/**
 * Reads a list of `ws://host:port` (or `wss://host:port`), as a flag or a variable gives it. Repeats are dropped.
 * @throws ParliamentError USAGE, one sentence that names the address and says what to write instead
 */
export function addressesFrom(list: readonly string[]): readonly string[] {
  if (list.length === 0) throw wrong('No address was given: name at least one priest, such as ws://127.0.0.1:4701.')
  return [...new Set(list.map(addressFrom))]
}

function addressFrom(text: string): string {
  const trimmed = text.trim()
  const scheme = /^wss?:\/\//i.exec(trimmed)
  if (scheme === null) throw wrong(`The address "${text}" does not begin with ws://: write it as ws://host:port.`)
  let url: URL
  try {
    url = new URL(trimmed)
  } catch {
    throw wrong(`The address "${text}" cannot be read: write it as ws://host:port, the port from 1 to 65535.`)
  }
  if (url.username !== '' || url.password !== '')
    throw wrong(`The address of ${url.host} holds a name or password: hand the secret over as a setting of its own.`)
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw wrong(`The address "${text}" goes on after the port: write it as ${url.protocol}//${url.host}.`)
  // URL leaves out the scheme's own port, so the text is looked at.
  const port = /:(\d+)\/?$/.exec(trimmed)?.[1]
  if (port === undefined || Number(port) === 0)
    throw wrong(`The address "${text}" has no port: write it as ${url.protocol}//${url.hostname}:4701.`)
  return `${url.protocol}//${url.hostname}:${Number(port)}`
}

const wrong = (message: string): ParliamentError => new ParliamentError('USAGE', message)

/**
 * Where priests may be found. Goes round: those given first, in the order given, then those learnt; each address once a
 * round. What was given is never dropped for what was learnt.
 */
export class AddressBook {
  readonly #given: readonly string[]
  #learnt: readonly string[] = []
  readonly #tried = new Set<string>()

  constructor(given: readonly string[]) {
    this.#given = given
  }

  /** Takes over what a priest says; what is no address is left out, since it is the priest's mistake and not the user's. */
  learn(addresses: readonly string[]): void {
    const learnt = addresses.filter((address) => isAddress(address) && !this.#given.includes(address))
    if (learnt.length > 0) this.#learnt = learnt.slice(0, LEARNT_MAX)
  }

  knows(address: string): boolean {
    return this.#given.includes(address) || this.#learnt.includes(address)
  }

  /** The next address of this round, from now on tried; null when the round is over. */
  next(): string | null {
    const next = [...this.#given, ...this.#learnt].find((address) => !this.#tried.has(address))
    if (next === undefined) return null
    this.#tried.add(next)
    return next
  }

  /** Begins a new round, in which `tried`, if given, has had its turn already. */
  newRound(tried?: string): void {
    this.#tried.clear()
    if (tried !== undefined) this.#tried.add(tried)
  }
}

function isAddress(text: string): boolean {
  try {
    return addressFrom(text) === text
  } catch {
    return false
  }
}
