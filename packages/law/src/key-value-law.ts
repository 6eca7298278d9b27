import { ByteWriter } from './bytes.js'
import {
  encodeJson,
  encodePutAnswer,
  isKey,
  isValue,
  isVersion,
  type Operation,
  readOperation,
  readQuestion,
} from './key-value-forms.js'
import type { Law } from './law.js'
import { decodeUtf8, encodeUtf8 } from './utf8.js'

interface Entry {
  value: string
  /** The number of the decree that wrote it. */
  version: number
}

const NO_ENTRY = { value: null, version: null }
const LINE_END = 0x0a

/** The built-in law: a register for each key, with versions. Bodies, questions and answers: key-value-forms.ts. */
export class KeyValueLaw implements Law {
  static readonly NAME = 'key-value'
  readonly name = KeyValueLaw.NAME
  readonly version = 1
  private entries = new Map<string, Entry>()

  apply(decree: Uint8Array, number: number): Uint8Array {
    const operation = readOperation(decree)
    if (typeof operation === 'string') return encodeJson({ refused: operation })
    switch (operation.op) {
      case 'put':
        this.put(operation.key, operation.value, number)
        return encodePutAnswer(number)
      case 'delete':
        return encodeJson({ deleted: this.entries.delete(operation.key) })
      case 'cas': {
        const before = this.entries.get(operation.key)
        const ok = matches(operation, before)
        if (ok) this.put(operation.key, operation.to, number)
        return encodeJson({ ok, ...(this.entries.get(operation.key) ?? NO_ENTRY) })
      }
    }
  }

  private put(key: string, value: string, version: number): void {
    const entry = this.entries.get(key)
    if (entry === undefined) this.entries.set(ownCopyOf(key), { value, version })
    else {
      entry.value = value
      entry.version = version
    }
  }

  query(question: Uint8Array): Uint8Array {
    const get = readQuestion(question)
    if (typeof get === 'string') return encodeJson({ refused: get })
    return encodeJson(this.entries.get(get.key) ?? NO_ENTRY)
  }

  /** A head line with name and version of the law, then a line `[key,value,version]` for each key, by code units. */
  snapshot(): Uint8Array {
    const writer = new ByteWriter()
    const line = (json: unknown) => {
      writer.bytes(encodeUtf8(JSON.stringify(json)))
      writer.byte(LINE_END)
    }
    line([this.name, this.version])
    for (const key of [...this.entries.keys()].sort()) {
      const entry = this.entries.get(key)
      if (entry !== undefined) line([key, entry.value, entry.version])
    }
    return writer.done()
  }

  restore(snapshot: Uint8Array): void {
    const entries = new Map<string, Entry>()
    let last = ''
    const lines = linesOf(snapshot)
    if (lines.next().value !== JSON.stringify([this.name, this.version])) throw notASnapshot('its head is another')
    for (const line of lines) {
      const [key, value, version] = parseLine(line)
      if (!isKey(key) || !isValue(value) || !isVersion(version)) throw notASnapshot('an entry has another form')
      if (key <= last) throw notASnapshot('its keys are not in order')
      entries.set(key, { value, version })
      last = key
    }
    this.entries = entries
  }
}

/** A key that was cut out of a decree's text would keep all of that text in memory, its first value too. */
const ownCopyOf = (key: string): string => key.split('').join('')

function matches(cas: Extract<Operation, { op: 'cas' }>, entry: Entry | undefined): boolean {
  if ('ifAbsent' in cas) return entry === undefined
  if ('if' in cas) return entry?.value === cas.if
  return entry?.version === cas.ifVersion
}

function* linesOf(snapshot: Uint8Array): Generator<string, undefined> {
  for (let from = 0; from < snapshot.length; ) {
    const end = snapshot.indexOf(LINE_END, from)
    const line = end < 0 ? null : decodeUtf8(snapshot.subarray(from, end))
    if (line === null) throw notASnapshot('a line is cut off or not UTF-8')
    yield line
    from = end + 1
  }
}

function parseLine(line: string): unknown[] {
  try {
    const json: unknown = JSON.parse(line)
    return Array.isArray(json) ? json : []
  } catch {
    return []
  }
}

const notASnapshot = (why: string) => new RangeError(`this is no snapshot of the ${KeyValueLaw.NAME} law: ${why}`)
