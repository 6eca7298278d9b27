import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Command, type Json } from './processes/command.js'
import { Terminal } from './terminal.js'

const run = async (...words: readonly string[]): Promise<{ code: number | null; last: Json | undefined }> => {
  const command = new Command('simulate', ...words)
  const code = await command.end()
  return { code, last: command.said.at(-1) }
}

describe('parliament simulate', () => {
  test('runs one seed, and ends with its summary: the same in each process', async () => {
    const [first, second] = [await run('--seed', '5'), await run('--seed', '5')]
    expect(first).toMatchObject({ code: 0, last: { event: 'simulated', seed: 5, ending: 'clean', why: null } })
    expect(second).toEqual(first)
  })

  test('runs several seeds in worker processes, and ends with the sum of them', async () => {
    const { code, last } = await run('--seed', '1', '--seeds', '5', '--jobs', '2')
    expect(code).toBe(0)
    expect(last).toMatchObject({ event: 'simulated', seeds: 5, failed: [], undecided: 0 })
  })

  const distOf = (name: string) => pathToFileURL(resolve(__dirname, '../..', name, 'dist/index.js')).href

  /** Bugs put into the program before it starts, each of the kind that its exit code tells. */
  test.each([
    [1, 'wrong', 'law', 'KeyValueLaw', 'query', () => Buffer.from('{"value":null,"version":null}')],
    [
      4,
      'no progress',
      'synod',
      'LegislatorCore',
      'step',
      (event: { type: string }, now: number, step: () => unknown, none: () => unknown) =>
        event.type === 'Tick' && now > 1_500 ? none() : step(),
    ],
    [
      5,
      'crash',
      'synod',
      'LegislatorCore',
      'step',
      (event: { type: string }, _: number, step: () => unknown) => {
        if (event.type === 'Petition') throw new Error('an invariant is broken')
        return step()
      },
    ],
  ])('exit %d: %s, of one seed and among several', async (exit, ending, module, of, method, bug) => {
    const terminal = new Terminal()
    try {
      writeFileSync(
        terminal.path('bug.mjs'),
        `import { ${of} } from ${JSON.stringify(distOf(module))}
import { noEffects } from ${JSON.stringify(distOf('synod'))}
const { ${method}: right } = ${of}.prototype
const bug = ${bug}
${of}.prototype.${method} = function (a, b) { return bug(a, b, () => right.call(this, a, b), noEffects) }`,
      )
      const env = { NODE_OPTIONS: `--import=${pathToFileURL(terminal.path('bug.mjs')).href}` }
      const one = await terminal.run(['simulate', '--seed', '1', '--json'], { env })
      expect(JSON.parse(one.stdout)).toMatchObject({ seed: 1, ending })
      expect(one).toMatchObject({ code: exit, stderr: expect.stringContaining('parliament simulate --seed 1') })
      const many = await terminal.run(['simulate', '--seed', '1', '--seeds', '2', '--jobs', '2', '--json'], { env })
      expect(many.code).toBe(exit)
    } finally {
      await terminal.clear()
    }
  })
})
