import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Bytes of array buffers that are still reachable. */
export function bufferBytes(): number {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc')
  // Buffers that one collection finds are given back during the next.
  gc()
  gc()
  return process.memoryUsage().arrayBuffers
}

/** Bytes of array buffers that are given back once `forget` has been called, whatever else the process holds. */
export function retainedBytes(forget: () => void): number {
  const before = bufferBytes()
  forget()
  return before - bufferBytes()
}
