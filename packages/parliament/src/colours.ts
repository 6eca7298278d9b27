/** Whether to colour what goes to this stream: only on a terminal, and not where NO_COLOR says something (no-color.org). */
export const wantsColours = (
  { isTTY }: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>> = process.env,
): boolean => isTTY === true && (env.NO_COLOR === undefined || env.NO_COLOR === '')

type Paint = (text: string) => string

const plain: Paint = (text) => text
const painted =
  (code: number): Paint =>
  (text) =>
    `\u001b[${code}m${text}\u001b[0m`

/** What stands out in what people read. */
export const paints = (colours: boolean): { readonly bold: Paint; readonly red: Paint; readonly dim: Paint } =>
  colours ? { bold: painted(1), red: painted(31), dim: painted(2) } : { bold: plain, red: plain, dim: plain }
