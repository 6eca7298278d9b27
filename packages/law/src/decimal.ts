const MILLIARD = 1_000_000_000
const DIGIT_0 = 0x30

/** A whole number from 0 in decimal. @returns the offset behind it */
export function writeDecimal(target: Uint8Array, at: number, whole: number): number {
  if (whole < MILLIARD) return writeDigits(target, at, whole, digitsOf(whole))
  const high = Math.floor(whole / MILLIARD)
  return writeDigits(target, writeDigits(target, at, high, digitsOf(high)), whole - high * MILLIARD, 9)
}

/** How many digits {@link writeDecimal} writes. @param whole from 0 */
export function digitsOf(whole: number): number {
  let digits = 1
  for (let bound = 10; bound <= whole; bound *= 10) digits += 1
  return digits
}

function writeDigits(target: Uint8Array, at: number, whole: number, digits: number): number {
  let rest = whole | 0
  for (let i = at + digits - 1; i >= at; i--) {
    const higher = (rest / 10) | 0
    target[i] = DIGIT_0 + rest - 10 * higher
    rest = higher
  }
  return at + digits
}
