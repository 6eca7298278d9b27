import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(__dirname, '..')
const page = readFileSync(join(root, 'docs', 'LOGS.md'), 'utf8')

/** What commands print with `--json`, which is no log. */
const PRINTED = ['down', 'ready', 'simulated']

/** Every event that is named in a source, and those of decrees at `debug`. */
function eventsInSources(): Set<string> {
  const found = new Set<string>()
  for (const name of ['synod', 'priest', 'god', 'parliament']) {
    const folder = join(root, 'packages', name, 'src')
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.ts'),
    ))
      for (const [, event = ''] of readFileSync(join(folder, file), 'utf8').matchAll(
        /\bevent: (?:\w+ \? )?'([a-z ]+)'/g,
      ))
        found.add(event)
  }
  return found
}

test('docs/LOGS.md lists every event', () => {
  const events = [...eventsInSources()].filter((event) => !PRINTED.includes(event))
  expect(events.length).toBeGreaterThan(30)
  expect(events.filter((event) => !page.includes(`\`${event}\``))).toEqual([])
})
