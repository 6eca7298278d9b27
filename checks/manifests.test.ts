import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { priest } from '../packages/parliament/src/commands/priest.js'
import { resolveSettings } from '../packages/parliament/src/settings.js'

const root = join(__dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const house = JSON.parse(read('package.json'))
const names = Object.keys(JSON.parse(read('packages/floors.json')).packages)

/** What npm and TypeScript look up, types first: conditions are taken in the order in which they stand. */
const entry = (index: string) => `{"types":"./dist/${index}.d.ts","default":"./dist/${index}.js"}`

test.each(names)('package.json of @paxon/%s is that of a package to be published', (name) => {
  const manifest = JSON.parse(read(`packages/${name}/package.json`))
  const { exports, dependencies, description, ...rest } = manifest
  expect(rest).toEqual({
    name: `@paxon/${name}`,
    version: house.version,
    license: house.license,
    type: 'module',
    engines: house.engines,
    files: name === 'parliament' ? ['bin', 'dist', 'src'] : ['dist', 'src'],
    sideEffects: name === 'parliament' ? ['./bin/parliament.js', './dist/main.js'] : false,
    publishConfig: { access: 'public' },
    ...(name === 'parliament' ? { bin: { parliament: 'bin/parliament.js' } } : {}),
  })
  expect(description).toMatch(/^[A-Z].{20,}[^.]$/)
  const main = entry('index')
  const forBrowsers = name === 'messenger' ? `{"browser":${entry('browser')},${main.slice(1)}` : main
  expect(JSON.stringify(exports)).toBe(`{".":${forBrowsers},"./package.json":"./package.json"}`)
  // Of one release, whole: the packages are tested with each other and with nothing else.
  for (const version of Object.values(dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/)
  for (const [other, version] of Object.entries(dependencies))
    if (other.startsWith('@paxon/')) expect(version).toBe(house.version)
})

test.each(names)('@paxon/%s has the LICENSE of the repository, since npm packs no other', (name) => {
  expect(read(`packages/${name}/LICENSE`)).toBe(read('LICENSE'))
})

test.each(names)('README.md of @paxon/%s begins with its name and has an example', (name) => {
  const page = read(`packages/${name}/README.md`)
  expect(page).toMatch(new RegExp(`^# @paxon/${name}\\n\\n[A-Z]`))
  expect(page).toContain('```js\n')
})

test('CHANGELOG.md has the version that the packages have', () => {
  expect(read('CHANGELOG.md')).toContain(`\n## ${house.version}`)
})

test('docker-compose.yml: the audit has every ledger before it, and can write to none', () => {
  const services = read('docker-compose.yml')
    .split(/^(?= {2}\w+:$)/m)
    .map((text) => text.replace(/^ *#.*\n/gm, ''))
  const ledgers = services.flatMap((text) => /volumes: \["(\w+):\/data"/.exec(text)?.[1] ?? [])
  expect(ledgers).toHaveLength(5)
  const service = services.find((text) => text.startsWith('  audit:\n')) ?? ''
  const mounted = [...service.matchAll(/^ {6}- (.+)$/gm)].map(([, volume]) => volume)
  expect(mounted).toEqual(ledgers.map((name) => `${name}:/volumes/${name}:ro`))
  for (const line of ['<<: *process', 'profiles: [audit]', 'network_mode: none', 'restart: "no"'])
    expect(service).toContain(`\n    ${line}\n`)
  const [process = ''] = services
  for (const line of ['read_only: true', 'cap_drop: [ALL]']) expect(process).toContain(`\n  ${line}\n`)
  expect(service).not.toMatch(/^ {4}(ports|environment|user|read_only|cap_drop):/m)
})

test('docker-compose.yml: the priests keep a messagebook where whoever calls it says so, and none otherwise', () => {
  const [head = '', services = ''] = read('docker-compose.yml').split(/^services:$/m)
  expect(head).toMatch(/^x-settings: &settings\n(?: .*\n)* {2}PARLIAMENT_MESSAGEBOOK: \$\{PARLIAMENT_MESSAGEBOOK:-\}$/m)
  const priests = services.split(/^(?= {2}\w+:$)/m).filter((text) => text.includes('\n    <<: *priest\n'))
  expect(priests).toHaveLength(5)
  for (const text of priests) expect(text).toContain('\n        <<: *settings,\n')
  const kept = (said: string) => {
    const env = { PARLIAMENT_MESSAGEBOOK: said }
    return resolveSettings(priest.settings, { flags: {}, env, config: null }).values.messagebook
  }
  expect(['', '1', 'digest'].map(kept)).toEqual([null, 'whole', 'digest'])
})
