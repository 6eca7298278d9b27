import { homedir, tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { sourceFacts } from './source-facts.js'

/** A habit of the repository, and how to see that a file breaks it. */
export interface Rule {
  readonly name: string
  /** Which files it looks at: paths from the root, with slashes. */
  readonly of: (path: string) => boolean
  /** What in the text is against it; empty when nothing is. */
  readonly breaches: (text: string) => readonly string[]
}

const LINES_MAX = 400

const matches = (pattern: RegExp) => (text: string) => text.match(pattern) ?? []

const isCode = (path: string) => /\.[cm]?[jt]sx?$|\.sh$|^(?:scripts|\.ci)\/\w+$/.test(path)
const isTypeScript = (path: string) => path.endsWith('.ts')
const isLock = (path: string) => path.endsWith('package-lock.json')
/** These two files have to say what they look for. */
const isOwn = (path: string) => path.startsWith('checks/tidy')

/** @param root the folder of this clone: a path into it, or beside it, leads nowhere on another machine */
export function rules(root: string): Rule[] {
  return [
    {
      name: 'no paths of one machine',
      of: (path) => !isOwn(path) && !isLock(path),
      breaches: matches(pathsOfThisMachine(root)),
    },
    {
      name: 'no registry is named',
      of: (path) => !isOwn(path),
      breaches: matches(/\bregistry\.[\w-]+\.\w+|^registry\s*=.*|"resolved": "https?:[^"]*/gm),
    },
    {
      name: 'no test is left out or runs alone',
      of: (path) => !isOwn(path) && isCode(path),
      breaches: matches(
        /\b(?:test|it|describe)(?:\.\w+)*\.(?:only|skip|todo)\b|\b(?:fit|xit|xtest|fdescribe|xdescribe)\(/g,
      ),
    },
    {
      name: 'nothing is left for later',
      of: (path) => !isOwn(path) && !isLock(path),
      breaches: matches(/\b(?:TODO|FIXME|XXX)\b/g),
    },
    {
      name: 'no type checker or linter is silenced',
      of: (path) => !isOwn(path) && isCode(path),
      breaches: matches(/@ts-(?:ignore|nocheck|expect-error)\b|\b(?:biome|eslint|prettier)-(?:ignore|disable)\b/g),
    },
    { name: 'no any', of: isTypeScript, breaches: (text) => (sourceFacts(text).saysAny ? ['any'] : []) },
    {
      name: `no source of more than ${LINES_MAX} lines`,
      of: isCode,
      breaches: (text) => {
        const lines = text.split('\n').length - 1
        return lines > LINES_MAX ? [`${lines} lines`] : []
      },
    },
  ]
}

/** Home folders, this clone's folder and the one it lies in. */
function pathsOfThisMachine(root: string): RegExp {
  const clone = root.startsWith(tmpdir()) ? [] : [root, dirname(root)]
  const known = [...clone, homedir()].filter((path) => path !== dirname(path))
  const homes = ['/home/(?!node/)[\\w.-]+', '/Users/[\\w.-]+', '/root', 'C:\\\\+Users\\\\+[\\w.-]+']
  const paths = [...known.map((path) => path.replaceAll(/[^\w/]/g, '\\$&')), ...homes]
  // Not in the middle of another path or pattern.
  return new RegExp(`(?<![\\w.*})>/-])(?:${paths.join('|')})(?![\\w-])`, 'g')
}
