import {
  type Decree,
  decreeText,
  type Effects,
  type Message,
  messageText,
  type Name,
  noticeText,
  recordText,
} from '../src/index.js'

export const decreeOf = (text: string): Decree => new TextEncoder().encode(text === 'olive-day' ? '' : text)

/** What happens, told line by line in the words of the paper. */
export class Tale {
  private readonly lines: string[] = []
  private silent: boolean

  constructor(silent: boolean) {
    this.silent = silent
  }

  /** What happens in `act`, with a line break before and after. */
  of(act: () => void): string {
    this.lines.length = 0
    act()
    return `\n${this.lines.join('\n')}\n`
  }

  /** `act` happens untold. */
  quietly(act: () => void): void {
    const before = this.silent
    this.silent = true
    act()
    this.silent = before
  }

  tell(line: () => string): void {
    if (!this.silent) this.lines.push(line())
  }

  /** `line` comes before what follows from `act`, and only if something does. */
  tellBefore(line: string, act: () => void): void {
    const at = this.lines.length
    act()
    if (this.lines.length > at) this.lines.splice(at, 0, line)
  }

  /** `textOf`: what a citizen asked for. `isDurable`: nothing that was written has still to be synced. */
  tellEffects(name: Name, effects: Effects, textOf: (tag: number) => string, isDurable: boolean): void {
    if (this.silent) return
    const told = [
      ...effects.notices.map((notice) => `${name} ${noticeText(notice)}`),
      ...effects.proposed.map(({ tag, number }) => `${textOf(tag)} becomes decree ${number}`),
      ...effects.writes.map((record) => `${name} writes: ${recordText(record)}`),
      ...saidText(name, 'says to', effects.now),
      ...saidText(name, isDurable ? 'says to' : 'will say to', effects.afterSync),
      ...effects.passed.map(({ number, decree }) => `${name} applies ${number} ${decreeText(decree)}`),
      ...effects.failed.map(({ tag, why }) => `${textOf(tag)} is ${why}`),
      ...effects.confirmed.map(({ tag, atLeast }) => `${textOf(tag)} may be answered as of ${atLeast}`),
    ]
    this.lines.push(...told.map((line) => `  ${line}`))
  }
}

/** One line for what is said to several, one after the other. */
function saidText(name: Name, verb: string, said: readonly { to: Name; message: Message }[]): string[] {
  const groups: { to: string[]; text: string }[] = []
  for (const { to, message } of said) {
    const text = messageText(message)
    const last = groups[groups.length - 1]
    const whom = to === name ? 'itself' : to
    if (last?.text === text) last.to.push(whom)
    else groups.push({ to: [whom], text })
  }
  return groups.map(({ to, text }) => `${name} ${verb} ${to.join(' ')}: ${text}`)
}
