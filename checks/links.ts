import { posix } from 'node:path'

/** Relative links of a page that lead nowhere. @param files every file of the repository, with its text */
export function brokenLinks(page: string, files: ReadonlyMap<string, string>): string[] {
  const text = withoutCode(files.get(page) ?? '')
  const links = [...text.matchAll(/\]\(<?([^)\s>]+)/g), ...text.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm)]
  return links
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link) && !leadsSomewhere(page, link, files))
}

function leadsSomewhere(page: string, link: string, files: ReadonlyMap<string, string>): boolean {
  const [path = '', heading] = link.split('#')
  const target = path === '' ? page : posix.join(posix.dirname(page), path).replace(/\/$/, '')
  const text = files.get(target)
  if (heading !== undefined && target.endsWith('.md')) return text !== undefined && anchors(text).includes(heading)
  return target === '.' || text !== undefined || [...files.keys()].some((file) => file.startsWith(`${target}/`))
}

const withoutCode = (text: string) => text.replaceAll(/^(`{3,})[\s\S]*?^\1/gm, '').replaceAll(/`[^`\n]*`/g, '')

/** What a heading is called in a link to it. */
const anchors = (text: string) =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
