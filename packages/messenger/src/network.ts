/** Anything that can be sent without joining it first: the parts make one frame. */
export type FrameParts = readonly Uint8Array[]

/** Why a connection ended. Codes as in RFC 6455; 4000 to 4999 are ours (docs/ERRORS.md). */
export interface CloseReason {
  readonly code: number
  readonly reason: string
}

/**
 * One ordered, lossless stream of frames until it closes. Handlers are set by its owner, before it gives up its turn,
 * and none is called from within a call of the owner's.
 */
export interface Connection {
  /** Who is at the other end, for logs. */
  readonly remote: string
  /** Of an accepted connection: the nonce that the one who dialled named, as it came; null where it named none. */
  readonly nonce: string | null
  /** Bytes given to send() that the other side's kernel has not taken yet. */
  readonly bufferedBytes: number
  /**
   * One frame; its parts must not be changed afterwards. False when more is buffered than should be: the frame was
   * taken, but wait for `onDrain`. Ignored once closed.
   */
  send(parts: FrameParts): boolean
  /**
   * Says goodbye behind what was sent, and hears no more frames. Ends by itself if the other side does not answer in
   * CLOSE_TIMEOUT_MS. `onClose` tells the side that closed its own reason. A long reason is cut to 123 bytes.
   * @throws RangeError for a code that may not be sent
   */
  close(code: number, reason: string): void
  /** Without saying goodbye. */
  terminate(): void
  /**
   * From now on so many bytes may come in, not counting this network's own framing exactly; one more ends the connection
   * (1009) before it is kept. Null: no limit but that of a frame.
   */
  hearAtMost(bytes: number | null): void
  /**
   * The bytes stay valid after the call and are the owner's, but may be a view into a larger buffer: copy what is kept
   * for long.
   */
  onFrame: (frame: Uint8Array) => void
  /** Called exactly once, however the connection ended. */
  onClose: (reason: CloseReason) => void
  onDrain: () => void
}

/**
 * `refused`: somebody answered that nobody listens there. `unreachable`: nothing answered in time, or no such name.
 * `rejected`: the door said no. `unproved`: both sides do not have the same secret.
 */
export interface DialFailure {
  readonly kind: 'refused' | 'unreachable' | 'rejected' | 'unproved'
  readonly message: string
}

export type DoorName = 'peer' | 'citizen' | 'god'

export interface DialOptions {
  /** `ws://host:port` (a path is added for the door). */
  readonly url: string
  readonly door: DoorName
  readonly timeoutMs: number
  /** Larger incoming frames close the connection (1009). */
  readonly maxFrameBytes: number
  /** Told to the door in the request (letters and digits). */
  readonly nonce?: string
}

export interface Door {
  readonly maxFrameBytes: number
  /** Beyond this many connections at once, further ones are turned away at the handshake (HTTP 503). */
  readonly maxConnections: number
  /** Asked once for each that comes, with the address it comes from; false turns it away at the handshake (HTTP 503). */
  mayCome?(address: string): boolean
  onConnection(connection: Connection): void
  /** One that came in has ended, and its place is free; its owner hears of that right after. */
  onEnded?(connection: Connection): void
}

export interface ListenOptions {
  readonly host: string
  /** 0: a free one. */
  readonly port: number
  readonly doors: Partial<Record<DoorName, Door>>
  /** Answers `GET /live`, `GET /ready` and the like; a path that it answers with null is 404. */
  readonly onGet: (path: string) => { readonly status: number; readonly body: string } | null
}

export interface Listener {
  readonly port: number
  /** Stops taking new connections and closes those there are (1001). Calls back when the port is free and all have ended. */
  close(done: () => void): void
}

/** Why nobody could listen; `code` as Node's errors have it. */
export interface ListenError extends Error {
  readonly code?: string | undefined
}

/** How connections are made: over WebSocket, in memory, or simulated. */
export interface Network {
  /** Calls back exactly once, later, unless given up before. The returned function gives up; afterwards it does nothing. */
  dial(options: DialOptions, done: (connection: Connection | null, failure: DialFailure | null) => void): () => void
  /** Calls back once: with the listener, or with an error that says which address could not be had (code `EADDRINUSE` …). */
  listen(options: ListenOptions, done: (listener: Listener | null, error: ListenError | null) => void): void
}
