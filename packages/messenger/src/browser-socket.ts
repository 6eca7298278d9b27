/** Of a browser's WebSocket what is used here. Node 22 has the same. */
export interface BrowserSocket {
  binaryType: string
  readonly readyState: number
  readonly bufferedAmount: number
  onopen: (() => void) | null
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onerror: (() => void) | null
  send(data: Uint8Array): void
  close(code?: number, reason?: string): void
}

/** The platform's `WebSocket`. It throws for an address that it does not take, and for `ws://` from a page of `https`. */
export type BrowserSockets = new (url: string, protocol: string) => BrowserSocket

/** `readyState` of a socket that may be written to. */
export const OPEN = 1
