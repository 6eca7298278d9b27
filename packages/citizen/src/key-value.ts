import { type Answer, isRefusal, KEY_BYTES_MAX, type Refusal, VALUE_BYTES_MAX } from '@paxon/law'
import { type Outcome, ParliamentError, utf8 } from '@paxon/wire'

/**
 * What the law's own functions say, as errors of this library.
 * @throws ParliamentError TOO_LARGE, BAD_REQUEST: nothing was sent
 */
export function bodyFrom(build: () => Uint8Array, key: string, ...values: readonly (string | undefined)[]): Uint8Array {
  try {
    return build()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const isTooLarge = exceeds(key, KEY_BYTES_MAX) || values.some((value) => exceeds(value, VALUE_BYTES_MAX))
    throw new ParliamentError(isTooLarge ? 'TOO_LARGE' : 'BAD_REQUEST', `${error.message}.`, 'none', { cause: error })
  }
}

const exceeds = (text: unknown, bytesMax: number): boolean => typeof text === 'string' && utf8(text).length > bytesMax

/**
 * @param outcome what the call leaves open when its answer cannot be read
 * @throws ParliamentError REFUSED_BY_LAW; BAD_REQUEST when the parliament has another law
 */
export function answerFrom<T extends Answer>(
  read: (bytes: Uint8Array) => T | Refusal,
  bytes: Uint8Array,
  outcome: Outcome,
): Exclude<T, Refusal> {
  const answer = readOr(read, bytes, outcome)
  if (isRefusal(answer)) throw refused(answer)
  return answer as Exclude<T, Refusal>
}

function readOr<T>(read: (bytes: Uint8Array) => T, bytes: Uint8Array, outcome: Outcome): T {
  try {
    return read(bytes)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const message = 'This parliament does not keep the key-value law: use propose() and inquire().'
    throw new ParliamentError('BAD_REQUEST', message, outcome, { cause: error })
  }
}

const refused = ({ refused }: Refusal): ParliamentError =>
  new ParliamentError('REFUSED_BY_LAW', `The law refused it: ${refused}.`)
