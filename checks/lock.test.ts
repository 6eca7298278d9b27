import { readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const root = join(__dirname, '..')
const lock: { packages: Record<string, Locked> } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))

test('package-lock.json has the packages of every platform: without one of them `npm ci` of npm 11 refuses it', () => {
  const locked = Object.keys(lock.packages)
  const lacking = Object.values(lock.packages)
    .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
    .filter((name) => !locked.some((path) => path.endsWith(`node_modules/${name}`)))
  expect(lacking).toEqual([])
})
