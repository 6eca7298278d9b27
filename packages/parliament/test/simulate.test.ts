import { Command, type Json } from './processes/command.js'

const run = async (...words: readonly string[]): Promise<{ code: number | null; last: Json | undefined }> => {
  const command = new Command('simulate', ...words)
  const code = await command.end()
  return { code, last: command.said.at(-1) }
}

describe('parliament simulate', () => {
  test('runs one seed, and ends with its summary: the same in each process', async () => {
    const [first, second] = [await run('--seed', '5'), await run('--seed', '5')]
    expect(first).toMatchObject({ code: 0, last: { event: 'simulated', seed: 5, ending: 'clean', why: null } })
    expect(second).toEqual(first)
  })

  test('runs several seeds in worker processes, and ends with the sum of them', async () => {
    const { code, last } = await run('--seed', '1', '--seeds', '5', '--jobs', '2')
    expect(code).toBe(0)
    expect(last).toMatchObject({ event: 'simulated', seeds: 5, failed: [], undecided: 0 })
  })
})
