import { join } from 'node:path'
import { violations } from './boundaries.js'
import { type House, type Package, readHouse } from './house.js'
import { sourceFacts } from './source-facts.js'

const house = readHouse(join(__dirname, '..'))

/** The house with one package changed. */
function withPackage(name: string, change: (each: Package) => Partial<Package>): House {
  return {
    ...house,
    packages: house.packages.map((each) => (each.name === name ? { ...each, ...change(each) } : each)),
  }
}

/** What is found only once a file with this text lies in the package. */
function planted(name: string, text: string): string[] {
  const before = new Set(violations(house))
  const changed = withPackage(name, ({ sources }) => ({
    sources: [...sources, { path: 'planted.ts', facts: sourceFacts(text) }],
  }))
  return violations(changed).filter((violation) => !before.has(violation))
}

test('every package keeps to its floor, and declares what it imports', () => {
  expect(violations(house)).toEqual([])
})

test.each([
  ['const now = Date.now()', 'Date', 'clocks'],
  ['const born = new Date()', 'Date', 'clocks'],
  ['let at: Date', 'Date', 'clocks'],
  ['declare const performance: { now(): number }', 'performance', 'clocks'],
  ['const text = (1).toString() + Intl', 'Intl', 'clocks'],
  ['const chance = Math.random()', 'Math.random', 'chance'],
  ["const chance = Math['random']()", 'Math.random', 'chance'],
  ['const { random } = Math', 'Math.random', 'chance'],
  ['const chance = globalThis.Math.random()', 'globalThis', 'I/O'],
  ['const bytes = crypto.getRandomValues(new Uint8Array(8))', 'crypto', 'chance'],
])('P34: the lint of the core refuses a clock or a random number: %s', (text, what, kind) => {
  for (const name of ['synod', 'law', 'wire']) {
    expect(planted(name, text)).toContain(
      `packages/${name}/src/planted.ts has ${what}; ${name} may not contain ${kind}`,
    )
  }
})

test.each([
  ['setTimeout(() => {}, 10)', 'setTimeout', 'timers'],
  ['queueMicrotask(() => {})', 'queueMicrotask', 'timers'],
  ["console.log('passed')", 'console', 'logging'],
  ["import pino from 'pino'", 'pino', 'logging'],
  ["import { readFileSync } from 'node:fs'", 'node:fs', 'I/O'],
  ["const fs = await import('node:fs')", 'node:fs', 'I/O'],
  ["const fs = require('node:fs')", 'node:fs', 'I/O'],
  ["export type Fs = import('node:fs').Stats", 'node:fs', 'I/O'],
  ["export * from 'node:os'", 'node:os', 'I/O'],
  ['const pid = process.pid', 'process', 'I/O'],
])('the core may not contain: %s', (text, what, kind) => {
  expect(planted('synod', text)).toContain(`packages/synod/src/planted.ts has ${what}; synod may not contain ${kind}`)
})

test('names of properties, and the rest of Math, are no violation', () => {
  expect(
    planted('synod', 'export const x = (y: { Date: number }) => Math.max(y.Date, { process: 1 }.process)'),
  ).toEqual([])
})

test('the ledger may not open sockets, and the archive may not write', () => {
  expect(planted('ledger', "import { connect } from 'node:net'")).toEqual([
    'packages/ledger/src/planted.ts has node:net; ledger may not contain network',
  ])
  for (const text of ["import { writeFileSync } from 'node:fs'", "fs['writeFileSync']('x', 'y')", 'fs.writeFileSync']) {
    expect(planted('archive', text)).toEqual([
      'packages/archive/src/planted.ts has .writeFileSync; archive may not contain writing',
    ])
  }
})

test.each([
  ['synod', 'law', 0, 0],
  ['law', 'wire', 0, 1],
  ['citizen', 'priest', 3, 3],
  ['synod', 'synod', 0, 0],
])('%s may not import %s', (name, other, own, floor) => {
  expect(planted(name, `import type { X } from '@paxon/${other}'`)).toContain(
    `packages/${name}/src/planted.ts imports @paxon/${other} of floor ${floor}; ${name} stands on floor ${own}`,
  )
})

test('a package is imported by its name, and whole', () => {
  expect(planted('wire', "import { x } from '../../law/src/law.js'")).toEqual([
    'packages/wire/src/planted.ts imports ../../law/src/law.js, outside its package',
  ])
  expect(planted('wire', "import { x } from '@paxon/law/dist/law.js'")).toContain(
    'packages/wire/src/planted.ts imports @paxon/law/dist/law.js, which is no package here',
  )
})

test('package.json and tsconfig.json name what is imported, no less and no more', () => {
  expect(planted('synod', "import { x } from 'left-pad/x'")).toEqual([
    'packages/synod/package.json does not name left-pad',
  ])
  const undeclared = withPackage('wire', () => ({ dependencies: {}, references: [] }))
  expect(violations(undeclared)).toEqual(
    expect.arrayContaining([
      'packages/wire/package.json does not name @paxon/synod',
      'packages/wire/package.json does not name zod',
      'packages/wire/tsconfig.json does not name synod',
    ]),
  )
  const superfluous = withPackage('synod', () => ({ dependencies: { zod: '4' }, references: ['law'] }))
  expect(violations(superfluous)).toEqual(
    expect.arrayContaining([
      'packages/synod/package.json names zod, which nothing imports',
      'packages/synod/tsconfig.json names law for nothing',
    ]),
  )
})

test("the core's sources may not see Node's types", () => {
  expect(violations(withPackage('synod', () => ({ types: ['node'] })))).toContain(
    'packages/synod/tsconfig.json has the types of node; synod may not contain I/O',
  )
})

test('floors.json, the build and the folders name the same packages', () => {
  const [first] = house.packages
  const lacking = { ...house, packages: house.packages.slice(1) }
  expect(violations(lacking)).toEqual(
    expect.arrayContaining([
      `packages/floors.json names ${first?.name} for nothing`,
      `tsconfig.json names ${first?.name} for nothing`,
    ]),
  )
  const unnamed = { ...house, floors: { ...house.floors, packages: {} }, built: [] }
  expect(violations(unnamed)).toEqual(
    expect.arrayContaining(['packages/floors.json does not name synod', 'tsconfig.json does not name synod']),
  )
  const synod = { floor: 0, mayNotContain: ['magic'] }
  const unknown = { ...house, floors: { ...house.floors, packages: { ...house.floors.packages, synod } } }
  expect(violations(unknown)).toContain('packages/floors.json: no kind "magic"')
})
