/** Why one side closed a connection: WebSocket close codes of our own (docs/ERRORS.md). */
export const CLOSE = {
  /** The other side is leaving, or has news of itself and will dial again. */
  GOING: 4000,
  /** A frame that does not parse, or is of an unknown type. */
  BAD_FRAME: 4001,
  /** No version in common. */
  VERSION: 4002,
  /** Another parliament or law, or a name that is not expected at that address. */
  WRONG_PARLIAMENT: 4003,
  /** The handshake did not come in time. */
  LATE: 4004,
  /** A queue for this connection is full. */
  OVERLOADED: 4005,
  /** This priest is absent. */
  ABSENT: 4006,
  /** A newer connection of the same peer took its place. */
  REPLACED: 4007,
  /** The secret was not proved: none was named, another one, or none is asked for here. */
  UNPROVED: 4008,
} as const
