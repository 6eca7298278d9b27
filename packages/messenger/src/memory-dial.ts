import type { MemoryHub } from './memory-hub.js'
import type { Later } from './memory-lane.js'
import type { MemoryConnection } from './memory-link.js'
import type { DialFailure, DialOptions } from './network.js'

/** Network.dial in memory, from a process on the host named; `later` is for calls of that process. */
export function dialInMemory(
  hub: MemoryHub,
  { from, later }: { readonly from: string; readonly later: Later },
  options: DialOptions,
  done: (connection: MemoryConnection | null, failure: DialFailure | null) => void,
): () => void {
  const url = URL.canParse(options.url) ? new URL(options.url) : null
  let settled = false
  let end: MemoryConnection | null = null
  const stopWaiting = later(options.timeoutMs, () => fail('unreachable', `no answer in ${options.timeoutMs} ms`))
  if (url !== null && hub.hasHost(url.hostname)) {
    const { host, hostname } = url
    hub.carry(from, hostname, () => knock(host, hostname))
  } else later(0, () => fail('unreachable', 'no such host'))
  return giveUp

  /** The dial has arrived at the other host. */
  function knock(address: string, to: string): void {
    if (settled) return
    const listener = hub.listenerAt(address)
    const door = listener?.doorFor(options.door, from)
    if (listener === undefined || door === undefined) hub.carry(to, from, () => fail('refused', 'nobody listens there'))
    else if (typeof door === 'string') hub.carry(to, from, () => fail('rejected', door))
    else {
      const { highWaterBytes } = hub
      const { dialled, accepted } = hub.link(
        from,
        to,
        { remote: `${options.url}/${options.door}`, maxFrameBytes: options.maxFrameBytes, highWaterBytes, later },
        {
          remote: from,
          nonce: options.nonce,
          maxFrameBytes: door.maxFrameBytes,
          highWaterBytes,
          later: listener.later,
        },
      )
      end = dialled
      dialled.onWelcome = () => {
        if (settle()) done(dialled, null)
      }
      dialled.onClose = () => fail('unreachable', 'the connection broke')
      listener.admit(options.door, door, accepted)
    }
  }
  function settle(): boolean {
    if (settled) return false
    settled = true
    stopWaiting()
    return true
  }
  function giveUp(): void {
    if (settle()) end?.terminate()
  }
  function fail(kind: DialFailure['kind'], message: string): void {
    if (!settle()) return
    end?.terminate()
    done(null, { kind, message: `${options.url}/${options.door}: ${message}` })
  }
}
