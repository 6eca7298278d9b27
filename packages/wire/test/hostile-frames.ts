import fc from 'fast-check'

/** Numbers in [0, 1). */
export type Chance = () => number

const EMPTY = new Uint8Array(0)
const ODD = [
  '-1',
  '0.5',
  '1e999',
  '-0',
  '9007199254740992',
  'null',
  'true',
  '"word"',
  '{}',
  '[]',
  '[[[]]]',
  '"__proto__"',
  '{"__proto__":{"type":"leave"},"constructor":{"prototype":{"all":true}}}',
  '"\\ud800"',
  '"\\u0000"',
]

export function frameOf(head: string, behind: Uint8Array = EMPTY): Uint8Array {
  const json = Buffer.from(head)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(json.length)
  return new Uint8Array(Buffer.concat([length, json, behind]))
}

/** The same well-formed frames in every run. */
export const sampled = (frame: fc.Arbitrary<Uint8Array>, count = 300, seed = 7): readonly Uint8Array[] =>
  fc.sample(frame, { numRuns: count, seed })

/**
 * Frames that nobody should send, made of well-formed ones: bytes changed, cut, doubled, values of another type in the head,
 * nesting, keys of prototypes, plain noise, text. One in ten is left as it is: out of turn it is wrong too.
 */
export class HostileFrames {
  private readonly whole: readonly Uint8Array[]
  private readonly chance: Chance

  constructor(whole: readonly Uint8Array[], chance: Chance) {
    this.whole = whole
    this.chance = chance
  }

  next(): Uint8Array {
    const frame = this.pick(this.whole)
    switch (this.below(10)) {
      case 0:
        return frame
      case 1:
        return this.noise(this.below(200))
      case 2:
        return frame.subarray(0, this.below(frame.length))
      case 3:
        return new Uint8Array(Buffer.concat([frame, this.noise(1 + this.below(9))]))
      case 4:
        return new Uint8Array(Buffer.concat([frame, frame]))
      case 5:
        return this.nested()
      case 6:
        return new TextEncoder().encode(`GET /${this.below(1_000)} HTTP/1.1\r\nHost: x\r\n\r\n`)
      case 7:
        return this.flipped(frame)
      default:
        return this.withOddValue(frame)
    }
  }

  below(limit: number): number {
    return Math.floor(this.chance() * limit)
  }

  pick<T>(of: readonly T[]): T {
    const one = of[this.below(of.length)]
    if (one === undefined) throw new Error('nothing to pick from')
    return one
  }

  private noise(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256))
  }

  private flipped(frame: Uint8Array): Uint8Array {
    const bytes = new Uint8Array(frame)
    for (let left = 1 + this.below(3); left > 0; left--) bytes[this.below(bytes.length)] = this.below(256)
    return bytes
  }

  private nested(): Uint8Array {
    // The deepest cost most of the time of 100,000 frames: one in twenty of these is as deep as that.
    const depth = 1 + this.below(this.below(20) === 0 ? 3_000 : 60)
    return frameOf(
      this.pick(['[', '{"messages":', '{"x":[']).repeat(depth) + (this.below(2) === 0 ? '' : ']'.repeat(depth)),
    )
  }

  private withOddValue(frame: Uint8Array): Uint8Array {
    const headEnd = 4 + new DataView(frame.buffer, frame.byteOffset).getUint32(0, true)
    const json = new TextDecoder().decode(frame.subarray(4, headEnd))
    const values = [...json.matchAll(/(?<=[:[,])(?:-?\d+|"[^"\\]*"|true|false|null)(?=[\]},])/g)]
    if (values.length === 0) return frameOf(this.pick(ODD), frame.subarray(headEnd))
    const value = this.pick(values)
    const mended = json.slice(0, value.index) + this.pick(ODD) + json.slice(value.index + value[0].length)
    return frameOf(mended, frame.subarray(headEnd))
  }
}

/** Bytes of this process's heap that are in use, once what nobody needs is gone. */
export async function heapInUse(): Promise<number> {
  const { setFlagsFromString } = await import('node:v8')
  const { runInNewContext } = await import('node:vm')
  setFlagsFromString('--expose-gc')
  const gc: () => void = runInNewContext('gc')
  // What finishes a turn later is waited for.
  for (let round = 0; round < 4; round++) {
    await new Promise((resolve) => setImmediate(resolve))
    gc()
  }
  return process.memoryUsage().heapUsed
}
