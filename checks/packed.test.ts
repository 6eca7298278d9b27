import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { examplesOf, pairsOf, promised } from './packed/pages.js'
import { Parliament } from './packed/parliament.js'
import { Place } from './packed/place.js'
import { publicPackages, Shelf } from './packed/shelf.js'

const ROOT = join(__dirname, '..')
const names = publicPackages(ROOT)
const bin = (name: string) => join(ROOT, 'node_modules', '.bin', name)
const page = (name: string) => readFileSync(join(ROOT, 'packages', name, 'README.md'), 'utf8')

/** A command, and behind it what it prints. */
const examples = pairsOf(examplesOf(readFileSync(join(ROOT, 'examples', 'README.md'), 'utf8')))

jest.setTimeout(300_000)

const place = new Place()
const tarballs = place.folder('tarballs')
const tarball = (name: string) => join(tarballs, `paxon-${name}-${versionOf(name)}.tgz`)
const versionOf = (name: string): string =>
  JSON.parse(readFileSync(join(ROOT, 'packages', name, 'package.json'), 'utf8')).version
let shelf: Shelf

beforeAll(async () => {
  if (!existsSync(join(ROOT, 'packages', 'parliament', 'dist', 'main.js')))
    throw new Error('tests of the packages need a build: npm run build')
  await place.run(ROOT, 'npm', 'pack', '--workspaces', '--ignore-scripts', '--pack-destination', tarballs)
  shelf = new Shelf(ROOT, tarballs)
  place.useRegistry(await shelf.open())
})

afterAll(async () => {
  await shelf?.close()
  place.remove()
})

describe.each(names)('@paxon/%s, packed,', (name) => {
  test('holds its build, its sources, README and LICENSE, and nothing else', async () => {
    const { stdout } = await place.run(tarballs, 'tar', '-tzf', tarball(name))
    const files = stdout.split('\n').filter((path) => path !== '')
    const sources = readdirSync(join(ROOT, 'packages', name, 'src'), { recursive: true, encoding: 'utf8' })
    const built = sources
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
      .flatMap((path) => ['js', 'd.ts'].map((end) => `package/dist/${path.replace(/ts$/, end)}`))
    expect(files).toEqual(expect.arrayContaining([...built, 'package/README.md', 'package/LICENSE']))
    const others = files.filter(
      (path) => !/^package\/(?:dist|src|bin)\/|^package\/(?:README.md|LICENSE|package.json)$/.test(path),
    )
    expect(others).toEqual([])
    expect(files.filter((path) => /\/test\/|\.test\.|tsbuildinfo/.test(path))).toEqual([])
  })

  test('installs into an empty folder, and is imported and required whole', async () => {
    const folder = place.folder(`alone/${name}`)
    await place.install(folder, `@paxon/${name}`)
    place.write(folder, {
      'use.mjs': `import * as all from '@paxon/${name}'\nconsole.log(Object.keys(all).sort().join())\n`,
      'use.cjs': `console.log(Object.keys(require('@paxon/${name}')).sort().join())\n`,
    })
    const imported = await place.run(folder, 'node', 'use.mjs')
    const required = await place.run(folder, 'node', 'use.cjs')
    expect(imported.stdout).not.toBe('\n')
    expect(required.stdout).toBe(imported.stdout)
  })

  test('publint and attw find nothing wrong with it', async () => {
    const lint = await place.try(tarballs, bin('publint'), tarball(name), '--strict')
    expect(lint).toMatchObject({ code: 0, stdout: expect.stringContaining('All good') })
    // Node has required ES modules since 20.19, which attw does not know; the resolution of Node 10 knows no exports.
    const flags = ['--profile', 'node16', '--ignore-rules', 'cjs-resolves-to-esm', '--no-definitely-typed']
    await place.run(tarballs, bin('attw'), tarball(name), ...flags)
  })
})

describe('in one folder', () => {
  const folder = place.folder('together')
  /** Without any package: npx has to get them. */
  const elsewhere = place.folder('elsewhere')
  let parliament: Parliament

  beforeAll(async () => {
    await place.install(folder, '@paxon/parliament')
    parliament = await Parliament.raise(place, elsewhere, join(folder, 'island'))
  })

  afterAll(async () => {
    expect(await parliament?.end()).toEqual([])
  })

  test.each(names)('the example of the README of @paxon/%s prints what it says', async (name) => {
    const example = examplesOf(page(name)).find(({ language }) => language === 'js')
    if (example === undefined) throw new Error('it has no example')
    place.write(folder, { [`${name}.mjs`]: parliament.at(example.text) })
    const { stdout } = await place.run(folder, 'node', `${name}.mjs`)
    expect(stdout).toBe(promised(example))
    expect(stdout).not.toBe('')
  })

  test('the commands of the README of @paxon/parliament do what they say, by npx, in a folder without packages', async () => {
    const [first, ...rest] = examplesOf(page('parliament'))
      .filter(({ language }) => language === 'sh')
      .flatMap(({ text }) => text.trim().split('\n'))
    // What this parliament was raised with.
    expect(first).toBe('npx @paxon/parliament up')
    expect(rest.length).toBeGreaterThan(1)
    for (const line of rest) {
      const [command = '', says] = line.split('#').map((part) => part.trim())
      const [program = '', ...args] = command.split(/\s+/)
      const { stdout } = await place.run(elsewhere, program, ...args, '--dir', join(folder, 'island'))
      if (says !== undefined) expect(anyOf(stdout)).toBe(anyOf(says))
    }
  })

  test.each(examples)('$command prints what examples/README.md says', async ({ command, prints }) => {
    cpSync(join(ROOT, 'examples'), join(folder, 'examples'), { recursive: true })
    const [program = '', ...args] = parliament.at(command).split(' ')
    const { stdout } = await place.run(folder, program, ...args)
    expect(stdout).toBe(prints)
  })

  test('TypeScript takes every package, as ES module and CommonJS, and what it makes of them runs', async () => {
    const typed = place.folder('together/typed')
    const imports = names.map((name) => `import * as ${name} from '@paxon/${name}'`)
    const required = names.map((name) => `import ${name} = require('@paxon/${name}')`)
    const use = `const put: Uint8Array = law.putBody('colour', 'blue')\nconsole.log(put.length, [${names.join(', ')}].length)\n`
    place.write(typed, {
      'use.mts': `${imports.join('\n')}\n${use}`,
      'use.cts': `${required.join('\n')}\n${use}`,
      'tsconfig.json': tsconfig({
        module: 'nodenext',
        types: ['node'],
        typeRoots: [join(ROOT, 'node_modules/@types')],
      }),
    })
    await place.run(typed, bin('tsc'), '-p', '.')
    const outputs = [await place.run(typed, 'node', 'use.mjs'), await place.run(typed, 'node', 'use.cjs')]
    expect(outputs.map(({ stdout }) => stdout)).toEqual([`42 ${names.length}\n`, `42 ${names.length}\n`])
  })

  test('a page has a citizen: a bundle without anything of Node, its types without those of Node', async () => {
    const app = place.folder('page')
    await place.install(app, '@paxon/citizen')
    place.write(app, {
      'page.ts': [
        "import { Citizen, ParliamentError } from '@paxon/citizen'",
        'export async function main(at: string): Promise<string | null> {',
        '  const citizen = await Citizen.connect({ at })',
        "  await citizen.put('page', 'was here')",
        "  const { value } = await citizen.get('page')",
        '  citizen.close()',
        '  return value',
        '}',
        'export function lacks(at: string): string {',
        '  try {',
        "    new Citizen({ at, secret: 'of a parliament that has one' })",
        '  } catch (error) {',
        '    if (error instanceof ParliamentError) return error.code',
        '  }',
        "  return 'nothing'",
        '}',
        'export const isError = (error: unknown): boolean => error instanceof ParliamentError',
      ].join('\n'),
      'tsconfig.json': tsconfig({
        module: 'esnext',
        moduleResolution: 'bundler',
        lib: ['es2023', 'dom'],
        types: [],
        noEmit: true,
      }),
    })
    await place.run(app, bin('tsc'), '-p', '.')
    const flags = ['--bundle', '--platform=browser', '--format=iife', '--global-name=page', '--metafile=meta.json']
    await place.run(app, bin('esbuild'), 'page.ts', ...flags, '--outfile=bundle.js', '--log-level=warning')
    const meta = JSON.parse(readFileSync(join(app, 'meta.json'), 'utf8'))
    const parts: Record<string, { bytesInOutput: number }> = meta.outputs['bundle.js'].inputs
    const inputs = Object.keys(parts).filter((path) => (parts[path]?.bytesInOutput ?? 0) > 0)
    // Those that something is left of, once what is not used has been shaken out.
    expect(
      inputs.filter((path) =>
        /node:|node_modules\/ws\/|websocket-(?:dial|listen)|zod\/v4\/locales\/(?!en\.js)/.test(path),
      ),
    ).toEqual([])
    expect(inputs).toEqual(expect.arrayContaining([expect.stringMatching(/browser-network\.js$/)]))
    expect(meta.outputs['bundle.js'].imports).toEqual([])
    const bundle = readFileSync(join(app, 'bundle.js'), 'utf8')
    expect(bundle.match(/\brequire\(|"node:|\bBuffer\b/g)).toBeNull()
    const script = join(__dirname, 'packed', 'page.js')
    const ws = join(folder, 'node_modules', 'ws', 'wrapper.mjs')
    const { stdout } = await place.run(app, 'node', script, 'bundle.js', parliament.url, ws, Parliament.ORIGIN)
    expect(stdout).toBe('USAGE\nwas here\n')
  })
})

/** Which number a decree has, and who answers, is chance: a new president passes an olive-day. */
const anyOf = (text: string) =>
  text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/\d+/g, 'N')
    .replace(/by \w+/, 'by NAME')

const tsconfig = (options: object) =>
  JSON.stringify({
    compilerOptions: {
      target: 'es2023',
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      ...options,
    },
  })
