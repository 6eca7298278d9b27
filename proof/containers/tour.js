/**
 * @typedef {{ kind: 'run', lines: string[] } | { kind: 'seen', lines: string[] }} Block
 * @typedef {{ title: string, blocks: Block[] }} Step what is run, and what is then to be seen
 */

const BLOCK = /^```(sh|text)\n([\s\S]*?)^```$/gm
const SECTION = /^## In containers\n([\s\S]*?)^## /m

/**
 * The steps of the tour, out of the README: each begins with a bold sentence, the first with the section.
 *
 * @param {string} readme
 * @returns {Step[]}
 */
export function tourOf(readme) {
  const [, section] = SECTION.exec(readme) ?? []
  if (section === undefined) throw new Error('The README has no section "In containers".')
  return section.split(/^(?=\*\*)/m).map((text, index) => ({
    title: index === 0 ? 'In containers' : text.split('**')[1].replace(/\.$/, ''),
    blocks: [...text.matchAll(BLOCK)].map(([, kind, body]) => ({
      kind: kind === 'sh' ? 'run' : 'seen',
      lines: body
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/\s{2,}# .*$/, '')),
    })),
  }))
}

/** A line of the README as a pattern: `…` stands for anything. @param {string} line */
export const patternOf = (line) =>
  new RegExp(
    line
      .trim()
      .split(/\s*…\s*/)
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*'),
  )
