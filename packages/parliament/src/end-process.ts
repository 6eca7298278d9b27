/** Ends the process when all that was printed has been taken: sockets that say goodbye are not waited for. */
export async function endProcess(code: number): Promise<never> {
  // A full disk: what was to be said is lost, how it ended is not.
  process.stdout.removeAllListeners('error').on('error', () => {})
  await new Promise<void>((resolve) => process.stdout.write('', () => resolve()))
  process.exit(code)
}
