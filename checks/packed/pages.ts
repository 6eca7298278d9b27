/** A code block of a Markdown page. */
export interface Example {
  readonly language: string
  readonly text: string
}

export function examplesOf(page: string): Example[] {
  return [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({ language, text }))
}

/** What an example says it prints: its comments `// → …`, in order. */
export const promised = ({ text }: Example): string =>
  [...text.matchAll(/\/\/ → (.*)$/gm)].map(([, line]) => `${line}\n`).join('')

/** Blocks of a page that come in twos: a command, then what it prints. */
export function pairsOf(blocks: readonly Example[]): { command: string; prints: string }[] {
  return blocks.flatMap(({ language, text }, at) => {
    const next = blocks[at + 1]
    return language === 'sh' && next?.language === 'text' ? [{ command: text.trim(), prints: next.text }] : []
  })
}
