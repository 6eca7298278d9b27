import { bytesOf } from './asked.js'
import type { Request } from './request.js'

/**
 * For a request that is still open whenever deadlines are looked at. Its body is a view of the frame that it came in, of up to 2 MiB
 * from a citizen and 16 MiB from a priest, and all the rest of that may have been answered at once. From the second look on, 100 to
 * 200 ms after it came, it keeps at most twice the bytes that it is counted with: else its body is copied. Most requests are answered
 * before, and pay nothing.
 */
export function keepOwnBody(request: Request): void {
  if (!request.wasOpen) {
    request.wasOpen = true
    return
  }
  const { asked } = request
  if (!('body' in asked) || asked.body.buffer.byteLength <= 2 * bytesOf(asked)) return
  request.asked = { ...asked, body: new Uint8Array(asked.body) }
}
