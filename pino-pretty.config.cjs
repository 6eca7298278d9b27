'use strict'
const { Transform } = require('node:stream')
const { StringDecoder } = require('node:string_decoder')

/** How `… | npx pino-pretty` shows a log here; `parliament logs` says the same (packages/parliament/src/pretty.ts). */
module.exports = {
  translateTime: 'SYS:HH:MM:ss.l',
  messageFormat: '{if priest}{priest} {end}{msg}',
  hideObject: true,
  ignore: 'pid,hostname',
}

/**
 * `docker compose logs` of some versions (2.26) puts "erase this line" before each line, into pipes too, whatever it is asked:
 * with that before it no line is JSON. pino-pretty has no place to mend lines before it reads them, so they are mended in its
 * standard input. They come one write at a time or many; a sequence that is cut in two is put together again.
 */
const ERASE_LINE = '\u001b[2K'

function withoutErasing(input) {
  const decoder = new StringDecoder('utf8')
  let held = ''
  const mended = new Transform({
    transform(chunk, _encoding, done) {
      const text = held + decoder.write(chunk)
      const end = text.length - lengthOfBeginning(text)
      held = text.slice(end)
      done(null, text.slice(0, end).replaceAll(ERASE_LINE, ''))
    },
    flush(done) {
      done(null, held + decoder.end())
    },
  })
  input.on('error', (error) => mended.destroy(error))
  return Object.assign(input.pipe(mended), { fd: input.fd, isTTY: input.isTTY })
}

/** How much of the sequence the text may end with. */
function lengthOfBeginning(text) {
  for (let length = ERASE_LINE.length - 1; length > 0; length--)
    if (text.endsWith(ERASE_LINE.slice(0, length))) return length
  return 0
}

const standardInput = process.stdin
let mendedInput = null
Object.defineProperty(process, 'stdin', {
  configurable: true,
  enumerable: true,
  get() {
    mendedInput ??= withoutErasing(standardInput)
    return mendedInput
  },
})
