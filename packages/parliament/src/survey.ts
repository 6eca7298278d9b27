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
  /** The names of those that did not answer, as far as they are known. */
  const unreached = new Map<string, string | null>()
  const go = async (url: string, name: string | null): Promise<void> => {
    if (asked.has(url)) return
    asked.add(url)
    const answer = await ask(url)
    if (answer === null) {
      if (name !== null || !where.guessed) unreached.set(url, name)
      return
    }
    reached.set(answer.status.name, answer.status)
    const others = Object.entries(answer.priests).filter(([other]) => !reached.has(other))
    await Promise.all(others.map(([other, otherUrl]) => go(otherUrl, other)))
  }
  await Promise.all(where.urls.map((url) => go(url, where.names.get(url) ?? null)))
  // A priest may have several addresses, of which one that was reached is enough.
  const missing = [...unreached].filter(([, name]) => name === null || !reached.has(name))
  const lines: StatusLine[] = [...reached.values(), ...missing.map(([url, name]) => unreachable(url, name))]
  return lines.sort((a, b) => ((a.name ?? a.url) < (b.name ?? b.url) ? -1 : 1))
}

const unreachable = (url: string, name: string | null): StatusLine => ({
  name,
  incarnation: null,
  url,
  present: false,
  role: null,
  why: null,
  president: null,
  ballot: null,
  passed: null,
  applied: null,
  lag: null,
  ledgerBytes: null,
  rss: null,
  pid: null,
})
