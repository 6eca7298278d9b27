import type { PriestStatus } from '@paxon/wire'
import type { StatusAnswer } from './ask-status.js'
import type { Where } from './where.js'

/** One line of `parliament status`; of an unreachable priest only the address is known, and perhaps the name. */
export type StatusLine =
  | (PriestStatus & { readonly present: boolean })
  | ({ readonly name: string | null; readonly url: string; readonly present: false } & {
      readonly [K in Exclude<keyof PriestStatus, 'name' | 'url' | 'present'>]: null
    })

/**
 * Asks all priests that are known, and those that these name, each once.
 * @param ask null: unreachable
 */
export async function survey(where: Where, ask: (url: string) => Promise<StatusAnswer | null>): Promise<StatusLine[]> {
  const asked = new Set<string>()
  const reached = new Map<string, PriestStatus>()
  /** Who is said to be at a url. */
  const names = new Map<string, string>(where.names)
  const unreached: string[] = []
  const go = async (url: string): Promise<void> => {
    if (asked.has(url)) return
    asked.add(url)
    const answer = await ask(url)
    if (answer === null) {
      unreached.push(url)
      return
    }
    reached.set(answer.status.name, answer.status)
    const others = Object.entries(answer.priests).filter(([name]) => !reached.has(name))
    for (const [name, otherUrl] of others) names.set(otherUrl, name)
    await Promise.all(others.map(([, otherUrl]) => go(otherUrl)))
  }
  await Promise.all(where.urls.map(go))
  const lines: StatusLine[] = [...reached.values()]
  const missed = new Set<string>()
  for (const url of unreached) {
    const name = names.get(url) ?? nameInUrl(url, names)
    // A priest may have several addresses, of which one is enough; and where nobody said that one is, none is missed.
    if (name === null ? where.guessed : reached.has(name) || missed.has(name)) continue
    if (name !== null) missed.add(name)
    lines.push(unreachable(url, name))
  }
  return lines.sort((a, b) => ((a.name ?? a.url) < (b.name ?? b.url) ? -1 : 1))
}

/** In a network of containers a priest's host is called as the priest is, and citizens elsewhere know it by another address. */
function nameInUrl(url: string, names: ReadonlyMap<string, string>): string | null {
  const { hostname } = new URL(url)
  return [...names.values()].find((name) => name === hostname) ?? null
}

/** The line of an address where nobody answers. */
export const unreachable = (url: string, name: string | null): StatusLine => ({
  name,
  incarnation: null,
  url,
  present: false,
  role: null,
  state: null,
  why: null,
  president: null,
  ballot: null,
  passed: null,
  applied: null,
  law: null,
  lag: null,
  ledgerBytes: null,
  rss: null,
  pid: null,
})
