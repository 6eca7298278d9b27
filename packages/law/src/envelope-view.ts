import { decodeEnvelope, type Envelope } from './envelope.js'
import { type Operation, plainPutText, readOperation, readQuestion } from './key-value-forms.js'
import { KeyValueLaw } from './key-value-law.js'
import { base64 } from './utf8.js'

/** Bytes that the reader has no better form for. */
interface Base64 {
  readonly b64: string
}

/** What an envelope asks for: a body of another law, or one that this law cannot read, is shown as base64. */
export type BodyJson =
  | Operation
  | Base64
  | { readonly op: 'session' }
  | { readonly op: 'readmit'; readonly name: string; readonly birth: string }
  | { readonly op: 'inquire'; readonly key: string }
  | ({ readonly op: 'inquire' } & Base64)

/**
 * A decree as a JSON value: an envelope (session, seq, acked and time are null where the kind has none), base64 of all its bytes
 * when it is no envelope, null for an olive-day.
 */
export type DecreeJson =
  | {
      readonly session: number | null
      readonly seq: number | null
      readonly acked: number | null
      readonly time: number | null
      readonly body: BodyJson
    }
  | Base64
  | null

/** @param law the name of the law that the parliament was founded with */
export function decreeJson(decree: Uint8Array, law: string): DecreeJson {
  if (decree.length === 0) return null
  const envelope = decodeEnvelope(decree)
  if (envelope === null) return { b64: base64(decree) }
  const { session, seq, acked } = envelope.kind === 'decree' ? envelope : { session: null, seq: null, acked: null }
  const time = envelope.kind === 'readmit' ? null : envelope.time
  return { session, seq, acked, time, body: bodyJson(envelope, law) }
}

/** {@link decreeJson} as JSON text; the commonest decree without a parser. */
export function decreeJsonWords(decree: Uint8Array, law: string): string {
  const envelope = law === KeyValueLaw.NAME ? decodeEnvelope(decree) : null
  const put = envelope?.kind === 'decree' ? plainPutText(envelope.body) : null
  if (envelope?.kind !== 'decree' || put === null) return JSON.stringify(decreeJson(decree, law))
  const { session, seq, acked, time } = envelope
  return `{"session":${session},"seq":${seq},"acked":${acked},"time":${time},"body":${put}}`
}

/** A decree as a short text, such as `put KEY VALUE`; `b64 …` where there is no better form. */
export const decreeText = (decree: Uint8Array, law: string): string => decreeJsonText(decreeJson(decree, law))

/** The same short text of a decree that was read as JSON. */
export function decreeJsonText(json: DecreeJson): string {
  if (json === null) return 'olive-day'
  return bodyText('body' in json ? json.body : json)
}

function bodyJson(envelope: Envelope, law: string): BodyJson {
  const isKeyValue = law === KeyValueLaw.NAME
  switch (envelope.kind) {
    case 'session':
      return { op: 'session' }
    case 'readmit':
      return { op: 'readmit', name: envelope.name, birth: envelope.birth }
    case 'inquire': {
      const question = isKeyValue ? readQuestion(envelope.body) : ''
      return typeof question === 'string'
        ? { op: 'inquire', b64: base64(envelope.body) }
        : { op: 'inquire', key: question.key }
    }
    case 'decree': {
      const operation = isKeyValue ? readOperation(envelope.body) : ''
      return typeof operation === 'string' ? { b64: base64(envelope.body) } : operation
    }
  }
}

function bodyText(body: BodyJson): string {
  if (!('op' in body)) return `b64 ${body.b64}`
  switch (body.op) {
    case 'put':
      return `put ${body.key} ${body.value}`
    case 'delete':
      return `delete ${body.key}`
    case 'cas':
      return `cas ${body.key} ${body.to}`
    case 'session':
      return 'session'
    case 'readmit':
      return `readmit ${body.name} ${body.birth}`
    case 'inquire':
      return 'key' in body ? `inquire ${body.key}` : `inquire b64 ${body.b64}`
  }
}
