/** Ends the process when all that was printed has been taken: sockets that say goodbye are not waited for. */
export async function endProcess(code: number): Promise<never> {
  await new Promise<void>((resolve) => process.stdout.write('', () => resolve()))
  process.exit(code)
}
