import {
  type Clock,
  hexOf,
  type Network,
  ProvingNetwork,
  type ProvingOptions,
  platformMac,
  systemClock,
  WebSocketNetwork,
  weaknessOf,
  whyNoMac,
} from '@paxon/messenger'

/**
 * What a citizen has when nothing is handed in. The only file that takes more than types from @paxon/messenger, which has
 * a network and a MAC for each platform by the same names (the condition `browser` in its package.json): nothing here is of
 * Node or of a browser alone.
 */
export const platform = {
  clock: systemClock as Clock,
  network: (): Network => new WebSocketNetwork(),
  randomHex: (bytes: number) => hexOf(globalThis.crypto.getRandomValues(new Uint8Array(bytes))),
  weaknessOf,
  whyNoMac,
  /** The same network, on which a secret is proved. */
  proving: (inner: Network, options: Omit<ProvingOptions, 'mac'>): Network =>
    new ProvingNetwork(inner, { ...options, mac: platformMac }),
}
