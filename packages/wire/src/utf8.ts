/** The web's text codec, present in Node and browsers; this floor has neither's types. */
declare const TextEncoder: new () => {
  encode(text: string): Uint8Array
  encodeInto(text: string, to: Uint8Array): { readonly read: number }
}
declare const TextDecoder: new (label: string, options: { fatal: boolean }) => { decode(bytes: Uint8Array): string }

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

export const utf8 = (text: string): Uint8Array => encoder.encode(text)

/** Fills the bytes with ASCII text of the same length. @returns false where the text is not ASCII, and does not fit */
export const asciiInto = (text: string, to: Uint8Array): boolean => encoder.encodeInto(text, to).read === text.length

/** @throws TypeError when the bytes are not UTF-8. */
export const textOf = (bytes: Uint8Array): string => decoder.decode(bytes)
