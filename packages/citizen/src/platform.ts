import {
  type Clock,
  hexOf,
  type Network,
  nodeMac,
  ProvingNetwork,
  type ProvingOptions,
  systemClock,
  WebSocketNetwork,
  weaknessOf,
} from '@paxon/messenger'

/**
 * What a citizen has when nothing is handed in. The only file that takes more than types from @paxon/messenger, which has
 * a network for each platform: nothing else here is of Node or of a browser alone.
 */
export const platform = {
  clock: systemClock as Clock,
  network: (): Network => new WebSocketNetwork(),
  randomHex: (bytes: number) => hexOf(globalThis.crypto.getRandomValues(new Uint8Array(bytes))),
  weaknessOf,
  /** The same network, on which a secret is proved. In a browser it is webMac that it is proved by. */
  proving: (inner: Network, options: Omit<ProvingOptions, 'mac'>): Network =>
    new ProvingNetwork(inner, { ...options, mac: nodeMac }),
}
