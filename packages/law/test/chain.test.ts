import fc from 'fast-check'
import { Chain } from '../src/chain.js'

/** The state after bytes, written down once more and as plainly as can be: two words after the other two, in bytes. */
function plainly(bytes: readonly number[]): string {
  let [a, b] = [0, 0]
  const add = (first: number, second: number) => {
    const x = a ^ Math.imul(first, 0xcc9e2d51)
    a = (Math.imul((x << 13) | (x >>> 19), 5) + 0xe6546b64) | 0
    const y = b ^ Math.imul(second ^ a, 0x1b873593)
    b = (Math.imul((y << 15) | (y >>> 17), 5) + 0x561ccd1b) | 0
  }
  const word = (at: number) => [0, 1, 2, 3].reduce((sum, k) => sum | ((bytes[at + k] ?? 0) << (8 * k)), 0)
  add(bytes.length, 0)
  for (let i = 0; i < bytes.length; i += 8) add(word(i), word(i + 4))
  return [a, b].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

test('bytes short and long, wherever they lie in a buffer, go into the chain in the same way', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(7), (bytes, offset) => {
      const around = new Uint8Array(bytes.length + offset + 3).fill(0xaa)
      around.set(bytes, offset)
      const chain = new Chain()
      chain.addBytes(around.subarray(offset, offset + bytes.length))
      expect(chain.text).toBe(plainly([...bytes]))
    }),
  )
})
