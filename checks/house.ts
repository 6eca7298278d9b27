import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type SourceFacts, sourceFacts } from './source-facts.js'

/** The packages as they lie in the repository: what the check of their boundaries reads. */
export interface House {
  readonly floors: Floors
  readonly packages: readonly Package[]
  /** Packages that the build names. */
  readonly built: readonly string[]
}

export interface Package {
  /** The folder's name: `synod` for `@paxon/synod`. */
  readonly name: string
  readonly dependencies: Readonly<Record<string, string>>
  /** Packages that its tsconfig.json refers to. */
  readonly references: readonly string[]
  /** Type packages that its sources see without importing them. */
  readonly types: readonly string[]
  readonly sources: readonly Source[]
}

export interface Source {
  /** From the package's `src`, with slashes: `door/hello.ts`. */
  readonly path: string
  readonly facts: SourceFacts
}

/** `packages/floors.json`. */
export interface Floors {
  readonly kinds: Readonly<Record<string, Kind>>
  readonly packages: Readonly<Record<string, { readonly floor: number; readonly mayNotContain: readonly string[] }>>
}

/** Something that a package may be forbidden. */
export interface Kind {
  /** Modules; `node:*` for all that begin so. */
  readonly imports?: readonly string[]
  /**
   * `Date`: that identifier. `Math.random`: that property, and `Math` where it is used whole. `.write`: that property of
   * anything, and an imported name.
   */
  readonly names?: readonly string[]
  /** Type packages that tsconfig.json may not let the sources see: without them the compiler refuses the same things. */
  readonly types?: readonly string[]
}

interface TsConfig {
  readonly compilerOptions?: { readonly types?: readonly string[] }
  readonly references?: readonly { readonly path: string }[]
}

const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8'))
const referred = (config: TsConfig) => (config.references ?? []).map(({ path }) => basename(path))

/** @param root the repository's folder */
export function readHouse(root: string): House {
  const folder = join(root, 'packages')
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'package.json')))
  return {
    floors: readJson(join(folder, 'floors.json')),
    packages: names.map((name) => readPackage(join(folder, name))),
    built: referred(readJson(join(root, 'tsconfig.json'))),
  }
}

function readPackage(folder: string): Package {
  const manifest = readJson<{ dependencies?: Record<string, string> }>(join(folder, 'package.json'))
  const config = readJson<TsConfig>(join(folder, 'tsconfig.json'))
  const paths = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
  return {
    name: basename(folder),
    dependencies: manifest.dependencies ?? {},
    references: referred(config),
    types: config.compilerOptions?.types ?? [],
    sources: paths
      .filter((path) => path.endsWith('.ts'))
      .map((path) => ({
        path: path.replaceAll('\\', '/'),
        facts: sourceFacts(readFileSync(join(folder, 'src', path), 'utf8')),
      })),
  }
}
