import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Terminal } from './terminal.js'

let terminal: Terminal
beforeEach(() => {
  terminal = new Terminal()
})
afterEach(() => terminal.clear())

const SEVEN = 'synod --priests 3 --ballots 5 --vote-yes 0.8 --present 0.4 --seed 7'.split(' ')

test('parliament synod tells the story of its seed, as the simulator has it', async () => {
  const golden = readFileSync(join(__dirname, '../../simulator/test/stories/seed-7.txt'), 'utf8')
  expect(await terminal.run(SEVEN)).toEqual({ code: 0, stdout: golden, stderr: '' })
})

test('with --json it is one event a line, from what was asked for to what holds at the end', async () => {
  const events = await terminal.json(SEVEN)
  expect(events[0]).toEqual({
    event: 'opens',
    priests: ['alpha', 'beta', 'gamma'],
    ballots: 5,
    voteYes: 0.8,
    present: 0.4,
    unreliable: 0,
    seed: 7,
  })
  expect(events.filter(({ event }) => event === 'ballot')).toHaveLength(5)
  expect(events.filter(({ event }) => event === 'ended').map(({ succeeded }) => succeeded)).toContain(false)
  expect(events.at(-1)).toMatchObject({ event: 'closes', broken: [] })
})
