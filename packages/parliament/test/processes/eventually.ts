/** What a loaded machine may take for anything that must happen. */
export const DEADLINE_MS = 20_000
/** For a whole test: many such things in turn. */
export const TEST_MS = 120_000
const LOOK_MS = 20

/** Asks again and again until there is something else than null, by a deadline. */
export async function eventually<T>(what: string, look: () => Promise<T | null> | T | null): Promise<T> {
  const deadline = performance.now() + DEADLINE_MS
  for (;;) {
    const found = await look()
    if (found !== null) return found
    if (performance.now() > deadline) throw new Error(`${what}: not within ${DEADLINE_MS} ms`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
}

/** What a promise gives, or an error that says what was waited for. */
export async function soon<T>(what: string, promise: Promise<T>): Promise<T> {
  let cancel = () => {}
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what}: not within ${DEADLINE_MS} ms`)), DEADLINE_MS)
    cancel = () => clearTimeout(timer)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    cancel()
  }
}
