/** All that is known of an error: a law's own is the cause of ours. */
export function storyOf({ stack, message, cause }: Error): string {
  const told = stack ?? message
  if (cause === undefined) return told
  return `${told}\ncaused by ${cause instanceof Error ? storyOf(cause) : String(cause)}`
}
