/** Letters of the word that one of these may differ in: one of every so many, and at least one. */
const LETTERS_A_MISTAKE = 3
/** A word of so many letters that another begins with stands for it. */
const PREFIX_LETTERS = 3

/** Of the words that may have been meant by one that is none of them, the likeliest; null when none is likely. */
export function nearest(word: string, words: readonly string[]): string | null {
  const mistakes = Math.max(1, Math.floor(word.length / LETTERS_A_MISTAKE))
  const likely = words
    .map((other) => ({ other, distance: distance(word, other) }))
    .filter((each) => each.distance <= mistakes && each.distance < each.other.length)
    .sort((a, b) => a.distance - b.distance)
  const begun = word.length >= PREFIX_LETTERS ? words.find((other) => other.startsWith(word)) : undefined
  return likely[0]?.other ?? begun ?? null
}

/** How many letters have to be put in, left out, replaced or swapped with the next to make one word of the other. */
export function distance(a: string, b: string): number {
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let least = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1))
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (isSwapped) least = Math.min(least, (before[j - 2] ?? 0) + 1)
      row.push(least)
    }
    before = above
    above = row
  }
  return above[b.length] ?? 0
}
