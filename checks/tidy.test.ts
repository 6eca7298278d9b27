import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brokenLinks } from './links.js'
import { rules } from './tidy.js'

const root = join(__dirname, '..')

/** Every text file that is committed, or would be. */
function repositoryFiles(): Map<string, string> {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' })
  const paths = listed.split('\0').filter((path) => path !== '' && existsSync(join(root, path)))
  const texts = paths.map((path): [string, string] => [path, readFileSync(join(root, path), 'utf8')])
  return new Map(texts.filter(([, text]) => !text.includes('\0')))
}

const files = repositoryFiles()

test.each(rules(root))('$name', ({ of, breaches }) => {
  const found = [...files].flatMap(([path, text]) => (of(path) ? breaches(text).map((what) => `${path}: ${what}`) : []))
  expect(found).toEqual([])
})

test.each([...files.keys()].filter((path) => path.endsWith('.md')))('the links of %s lead somewhere', (page) => {
  expect(brokenLinks(page, files)).toEqual([])
})

describe('what a rule is for, it finds:', () => {
  const of = (path: string, text: string) =>
    rules('/srv/paxon/clone').flatMap((rule) => (rule.of(path) ? rule.breaches(text).map(() => rule.name) : []))

  test.each([
    ['no paths of one machine', 'docs/a.md', 'see /srv/paxon/clone/docs'],
    ['no paths of one machine', 'docs/a.md', 'see /srv/paxon/notes.md'],
    ['no paths of one machine', 'docs/a.md', 'cd /home/ada/paxon'],
    ['no paths of one machine', 'scripts/start', 'cd /Users/ada'],
    ['no registry is named', '.npmrc', 'registry=http://localhost:4873'],
    ['no registry is named', 'package-lock.json', '"resolved": "https://example.org/ws.tgz"'],
    ['no registry is named', 'README.md', `npm reads registry.${'npmjs'}.org`],
    ['no test is left out or runs alone', 'packages/a/test/a.test.ts', "test.only('x', () => {})"],
    ['no test is left out or runs alone', 'packages/a/test/a.test.ts', "describe.skip('x', () => {})"],
    ['no test is left out or runs alone', 'packages/a/test/a.test.ts', "test.concurrent.only('x', () => {})"],
    ['no test is left out or runs alone', 'packages/a/test/a.test.ts', "xit('x', () => {})"],
    ['nothing is left for later', 'packages/a/src/a.ts', '// TODO: later'],
    ['nothing is left for later', 'docs/a.md', 'FIXME'],
    ['no type checker or linter is silenced', 'packages/a/src/a.ts', '// @ts-ignore'],
    ['no type checker or linter is silenced', 'bench/a.js', '// biome-ignore lint: why'],
    ['no any', 'packages/a/src/a.ts', 'const x = JSON.parse(y) as any'],
    ['no any', 'packages/a/src/a.ts', 'export type X = Map<string, any[]>'],
  ])('%s in %s: %s', (name, path, text) => {
    expect(of(path, text)).toEqual([name])
  })

  test.each([
    ['packages/a/src/a.ts', "import { x } from '../home/x.js'; const y = root + 'a/home/x'; z.skip()"],
    ['packages/a/src/a.ts', "const any = 'any'; registry.register(any)"],
    ['docs/a.md', 'the folder `/data`, ws://127.0.0.1:4700/citizen'],
  ])('and no more: %s: %s', (path, text) => {
    expect(of(path, text)).toEqual([])
  })

  test('a source of more than 400 lines', () => {
    expect(of('bench/a.js', 'x()\n'.repeat(401))).toEqual(['no source of more than 400 lines'])
    expect(of('bench/a.js', 'x()\n'.repeat(400))).toEqual([])
  })

  test('a link that leads nowhere', () => {
    const pages = new Map([
      ['README.md', '[a](docs/a.md) [b](docs/b.md) [web](https://example.org/x) `[c](c.md)`'],
      [
        'docs/a.md',
        '# The one *thing*\n[up](../README.md) [here](#the-one-thing) [there](#another) [folder](../docs/)',
      ],
    ])
    expect(brokenLinks('README.md', pages)).toEqual(['docs/b.md'])
    expect(brokenLinks('docs/a.md', pages)).toEqual(['#another'])
  })
})
