import { posix } from 'node:path'
import type { Floors, House, Kind, Package, Source } from './house.js'
import type { SourceFacts } from './source-facts.js'

const SCOPE = '@paxon/'

/** What is wrong with the packages' boundaries, one sentence each; empty when all is well. */
export function violations(house: House): string[] {
  return [...namesWrong(house), ...house.packages.flatMap((each) => packageWrong(each, house.floors))]
}

/** floors.json, the build and the folders name the same packages. */
function namesWrong({ floors, packages, built }: House): string[] {
  const folders = packages.map(({ name }) => name)
  return [
    ...differences(folders, Object.keys(floors.packages), 'packages/floors.json'),
    ...differences(folders, built, 'tsconfig.json'),
  ]
}

function packageWrong(each: Package, floors: Floors): string[] {
  const entry = floors.packages[each.name]
  if (entry === undefined) return []
  return [
    ...each.sources.flatMap((source) => importsWrong(each, source, floors)),
    ...entry.mayNotContain.flatMap((name) => kindWrong(each, name, floors.kinds[name])),
    ...declarationsWrong(each),
  ]
}

const where = (each: Package, source: Source) => `packages/${each.name}/src/${source.path}`

/** Imports stay inside `src`, or go to a package on a floor below, by its name. */
function importsWrong(each: Package, source: Source, floors: Floors): string[] {
  const own = floors.packages[each.name]?.floor ?? 0
  const wrong: string[] = []
  for (const module of source.facts.modules) {
    if (module.startsWith('.') && posix.join(posix.dirname(source.path), module).startsWith('..')) {
      wrong.push(`${where(each, source)} imports ${module}, outside its package`)
    }
    if (!module.startsWith(SCOPE)) continue
    const other = module.slice(SCOPE.length)
    const floor = floors.packages[other]?.floor
    if (floor === undefined) wrong.push(`${where(each, source)} imports ${module}, which is no package here`)
    else if (floor >= own) {
      wrong.push(`${where(each, source)} imports ${module} of floor ${floor}; ${each.name} stands on floor ${own}`)
    }
  }
  return wrong
}

function kindWrong(each: Package, name: string, kind: Kind | undefined): string[] {
  if (kind === undefined) return [`packages/floors.json: no kind "${name}"`]
  const found = (place: string, what: string) => `${place} has ${what}; ${each.name} may not contain ${name}`
  const config = `packages/${each.name}/tsconfig.json`
  return [
    ...each.types.filter((type) => kind.types?.includes(type)).map((type) => found(config, `the types of ${type}`)),
    ...each.sources.flatMap((source) => contained(source.facts, kind).map((what) => found(where(each, source), what))),
  ]
}

function contained(facts: SourceFacts, { imports = [], names = [] }: Kind): string[] {
  const modules = [...facts.modules].filter((module) => imports.some((pattern) => fits(module, pattern)))
  return [...modules, ...names.filter((name) => says(facts, name))]
}

const fits = (module: string, pattern: string) =>
  pattern.endsWith('*')
    ? module.startsWith(pattern.slice(0, -1))
    : module === pattern || module.startsWith(`${pattern}/`)

function says(facts: SourceFacts, forbidden: string): boolean {
  const dot = forbidden.indexOf('.')
  if (dot < 0) return facts.identifiers.has(forbidden)
  if (dot === 0) return facts.properties.has(forbidden.slice(1))
  return facts.members.has(forbidden) || facts.whole.has(forbidden.slice(0, dot))
}

/** package.json and tsconfig.json name what is imported, no less and no more. */
function declarationsWrong(each: Package): string[] {
  const imported = new Set(each.sources.flatMap(({ facts }) => [...facts.modules].flatMap(packageOf)))
  const strings = new Set(each.sources.flatMap(({ facts }) => [...facts.strings]))
  const declared = Object.keys(each.dependencies)
  const manifest = `packages/${each.name}/package.json`
  const config = `packages/${each.name}/tsconfig.json`
  return [
    ...[...imported].filter((name) => !declared.includes(name)).map((name) => `${manifest} does not name ${name}`),
    // A package may also be handed on by its name, as pino's transports are.
    ...declared
      .filter((name) => !imported.has(name) && !strings.has(name))
      .map((name) => `${manifest} names ${name}, which nothing imports`),
    ...differences(
      [...imported].filter((name) => name.startsWith(SCOPE)).map((name) => name.slice(SCOPE.length)),
      each.references,
      config,
    ),
  ]
}

/** The package of a module: `@paxon/law` of `@paxon/law`, `zod` of `zod/mini`; none of `./x.js` and `node:fs`. */
function packageOf(module: string): string[] {
  if (module.startsWith('.') || module.startsWith('node:')) return []
  const [first = '', second] = module.split('/')
  return [module.startsWith('@') ? `${first}/${second}` : first]
}

function differences(wanted: readonly string[], named: readonly string[], file: string): string[] {
  return [
    ...wanted.filter((name) => !named.includes(name)).map((name) => `${file} does not name ${name}`),
    ...named.filter((name) => !wanted.includes(name)).map((name) => `${file} names ${name} for nothing`),
  ]
}
