/** UTF-8 and base64 by the platform's own means; this floor has no types of a platform, so what is used is declared here. */

declare const TextEncoder: new () => {
  encode(text: string): Uint8Array
  encodeInto(text: string, to: Uint8Array): { readonly read: number; readonly written: number }
}
declare const TextDecoder: new (
  label: string,
  options: { fatal: boolean; ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string }
declare const btoa: (binary: string) => string

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Up to here a loop is quicker than the platform's encoder. */
const SHORT_CHARS_MAX = 64

/** A lone surrogate becomes U+FFFD; JSON text has none, since JSON.stringify escapes them. */
export function encodeUtf8(text: string): Uint8Array {
  if (text.length > SHORT_CHARS_MAX) return encoder.encode(text)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 0x7f) return encoder.encode(text)
    bytes[i] = unit
  }
  return bytes
}

/** As much of the text as there is room for behind `at`. @returns the bytes written */
export const encodeUtf8Into = (text: string, to: Uint8Array, at: number): number =>
  encoder.encodeInto(text, to.subarray(at)).written

/** Null when the bytes are not UTF-8: a decoder that mends would take different bytes for the same text. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}

/** Bytes of the text in UTF-8; a lone surrogate counts as 3. */
export function utf8Length(text: string): number {
  let length = 0
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i) ?? 0
    if (point > 0xffff) i++
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return length
}

export function base64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}
