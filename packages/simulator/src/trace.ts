/** Lines of the story that a failure is told with. */
const LAST_LINES = 60

/** What happened in a run: a hash over all of it, equal where two runs were the same, and a story for people. */
export class Trace {
  private readonly onLine: ((line: string) => void) | null
  private readonly number = new DataView(new ArrayBuffer(8))
  private readonly lines: string[] = []
  private high = 0x9e3779b9
  private low = 0x85ebca6b

  /** @param onLine hears each line of the story as it happens */
  constructor(onLine: ((line: string) => void) | null) {
    this.onLine = onLine
  }

  /** 16 hex digits. */
  get hash(): string {
    return [this.high, this.low].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
  }

  get lastLines(): readonly string[] {
    return this.lines
  }

  add(value: number): void {
    this.number.setFloat64(0, value)
    this.mix(this.number.getInt32(0))
    this.mix(this.number.getInt32(4))
  }

  addText(text: string): void {
    for (let i = 0; i < text.length; i++) this.mix(text.charCodeAt(i))
  }

  /** A line of the story. @param time virtual ms */
  tell(time: number, who: string, what: string): void {
    const line = `${time.toFixed(1).padStart(9)} ${who.padEnd(7)} ${what}`
    this.addText(line)
    this.lines.push(line)
    if (this.lines.length > LAST_LINES) this.lines.shift()
    this.onLine?.(line)
  }

  private mix(word: number): void {
    this.high = Math.imul(this.high ^ word, 0x01000193)
    this.low = Math.imul(this.low ^ word ^ (this.high >>> 15), 0x5bd1e995) + 1
  }
}
