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
