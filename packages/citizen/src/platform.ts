import { type Clock, type Network, systemClock, WebSocketNetwork } from '@paxon/messenger'

/**
 * What a citizen has when nothing is handed in. The only file that takes more than types from @paxon/messenger, which has
 * a network for each platform: nothing else here is of Node or of a browser alone.
 */
export const platform = {
  clock: systemClock,
  network: (): Network => new WebSocketNetwork(),
} satisfies { readonly clock: Clock; readonly network: () => Network }
