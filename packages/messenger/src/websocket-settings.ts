/** The subprotocol that both sides must name; its number changes when frames can no longer be told apart by their heads. */

/** docs/LIMITS.md has these too. */
export interface WebSocketSettings {
  /**
   * Origins (`https://host:port`) whose pages may come in, at the citizens' door only. Browsers always name the page's
   * origin and Node never does, so a page cannot pass for a priest. Default: none, not even this port's own, since a
   * name that an attacker owns can be made to lead here.
   */
  readonly allowOrigins: readonly string[]
  /** A connection's send() answers false above so many buffered bytes. Default 1 MiB. */
  readonly highWaterBytes: number
  /** A client that has not sent its whole request this long after connecting is cut (within twice as long). Default 5,000. */
  readonly requestTimeoutMs: number
}

export const DEFAULT_SETTINGS: WebSocketSettings = {
  allowOrigins: [],
  highWaterBytes: 1024 * 1024,
  requestTimeoutMs: 5_000,
}
