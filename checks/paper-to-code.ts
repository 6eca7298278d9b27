/**
 * What is named on a page that points into the code, and is not there. A place is a file in backticks, which may be followed
 * by a colon and names: in backticks of what the file declares, in quotes parts of names of its tests.
 *
 * @param page the page's text
 * @param files every file of the repository, with its text; a place is the end of exactly one path
 */
export function lostPlaces(page: string, files: ReadonlyMap<string, string>): string[] {
  return placesOn(page).flatMap(({ file, names, tests }) => {
    const found = [...files].filter(([path]) => path === file || path.endsWith(`/${file}`))
    const [only] = found
    if (only === undefined || found.length > 1) return [`${file}: ${found.length === 0 ? 'no such file' : 'several'}`]
    const [, text] = only
    return [
      ...names.filter((name) => !declares(text, name)).map((name) => `${file}: declares no ${name}`),
      ...tests.filter((test) => !hasTest(text, test)).map((test) => `${file}: has no test "${test}"`),
    ]
  })
}

/** The rows of a page's tables, without their heads. */
export const rowsOf = (page: string): string[] =>
  page.split('\n').filter((line, i, lines) => /^\| /.test(line) && !/^\|-/.test(lines[i + 1] ?? ''))

/** Names in a row that look like those of code or of tests, and are part of no place: nobody would miss them. */
export const strayNames = (row: string): string[] =>
  row.replaceAll(PLACE, '').match(/"[^"|]+"|`[\w.]+`|[\w./-]+\.ts\b/g) ?? []

/** Sections of the paper that a page leaves out: a row begins with the number of each; of one that holds others, a heading. */
export function missingSections(page: string, sections: readonly string[]): string[] {
  const found = new Set([...page.matchAll(/^(#|\|)#* (\S+) /gm)].map(([, kind, section]) => `${kind} ${section}`))
  const holdsOthers = (section: string) => sections.some((other) => other.startsWith(`${section}.`))
  return sections.filter((section) => !found.has(`${holdsOthers(section) ? '#' : '|'} ${section}`))
}

interface Place {
  readonly file: string
  readonly names: readonly string[]
  readonly tests: readonly string[]
}

const NAME = String.raw`\`[A-Za-z_0-9]+\``
const TEST = '"[^"|]+"'
const PLACE = new RegExp(String.raw`\`([\w./-]+\.ts)\`(?:: ((?:${NAME}|${TEST})(?:, (?:${NAME}|${TEST}))*))?`, 'g')

export function placesOn(page: string): Place[] {
  return [...page.matchAll(PLACE)].map(([, file = '', named = '']) => ({
    file,
    names: [...named.matchAll(new RegExp(NAME, 'g'))].map(([name]) => name.slice(1, -1)),
    tests: [...named.matchAll(new RegExp(TEST, 'g'))].map(([test]) => test.slice(1, -1)),
  }))
}

/** A declaration at the beginning of a line, or a member of a class: a call in the body of a function is neither. */
function declares(text: string, name: string): boolean {
  const declared = String.raw`^(export )?(default )?(abstract |async )*(function\*?|class|interface|type|const|let) ${name}\b`
  const modifiers = String.raw`^ {2}(private |protected |readonly |static |async |override |get |\*)*#?`
  const method = String.raw`${modifiers}${name}(<.*>)?\((.*\)(: .+)?( \{.*)|)$`
  const field = String.raw`${modifiers}${name}(\??: | = )`
  return [declared, method, field].some((pattern) => new RegExp(pattern, 'm').test(text))
}

/** In the name of a test or of what a test is given, whatever quotes it stands in. */
const hasTest = (text: string, test: string): boolean =>
  [...text.matchAll(/(?:'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`|"((?:[^"\\\n]|\\.)*)")/g)].some(([, a, b, c]) =>
    (a ?? b ?? c ?? '').replaceAll('\\', '').includes(test),
  )
