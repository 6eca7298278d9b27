import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { secretFrom } from '../src/secret.js'

const folder = mkdtempSync(join(tmpdir(), 'secret-'))
afterAll(() => rmSync(folder, { recursive: true }))

const path = join(folder, 's')
function of(content: string | Uint8Array) {
  writeFileSync(path, content)
  return secretFrom(path)
}

test('is what the file has, without white space around it', () => {
  expect(of('open sesame, please\n')).toEqual({ secret: 'open sesame, please' })
  expect(of('\r\n  öffne dich, Sesam \r\n')).toEqual({ secret: 'öffne dich, Sesam' })
  expect(of('s'.repeat(4_096))).toEqual({ secret: 's'.repeat(4_096) })
  expect(secretFrom(null)).toEqual({})
})

test.each([
  [' \n', 'is empty: write a secret into it, such as openssl rand -hex 32 prints'],
  ['', 'is empty: write a secret into it, such as openssl rand -hex 32 prints'],
  [
    'fifteen letters',
    'has 15 bytes, and 16 are the least: write a secret into it, such as openssl rand -hex 32 prints',
  ],
  ['sesame'.repeat(1_000), 'has over 4096 bytes: is it the right file?'],
  [new Uint8Array([0xff, 0xfe]), 'is no text: write one, such as openssl rand -hex 32 prints'],
])('a file that has none is refused in a sentence that names it, and nothing of what is in it', (content, why) => {
  expect(() => of(content)).toThrow(
    expect.objectContaining({ code: 'USAGE', message: `the secret file ${path} ${why}` }),
  )
})
