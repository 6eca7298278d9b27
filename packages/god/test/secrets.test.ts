import { pino } from 'pino'
import { commandGod } from '../src/index.js'
import { ALPHA, GOD_URL, GodHall } from './god-hall.js'

const SECRET = 'open sesame, please'
const WRONG = 'the secret is another one than here: compare the two files'
const ASKED = 'a secret is asked for here: give it, --secret-file FILE'

/** A god with a secret, and what it logs. */
async function guarded(secret?: string): Promise<{ hall: GodHall; logged: () => string[] }> {
  const hall = new GodHall()
  const lines: string[] = []
  const logger = pino({ base: null }, { write: (line) => void lines.push(line) })
  await hall.enter(
    hall.god([ALPHA], hall.network('god'), {
      logger,
      randomHex: hall.randomHex,
      ...(secret === undefined ? {} : { secret }),
    }),
  )
  const logged = () => {
    expect(lines.join('')).not.toContain('sesame')
    return lines.map((line) => JSON.parse(line)).flatMap(({ event, msg }) => (event === 'turned away' ? [msg] : []))
  }
  return { hall, logged }
}

async function command(hall: GodHall, secret?: string): Promise<unknown> {
  const done = commandGod({
    url: GOD_URL,
    command: 'down',
    deadlineMs: 5_000,
    network: hall.network('shell'),
    clock: hall.clock,
    randomHex: hall.randomHex,
    ...(secret === undefined ? {} : { secret }),
  })
  const outcome = done.then(
    () => 'done',
    (error: unknown) => error,
  )
  await hall.pass(0)
  return await outcome
}

test('a command line that knows the secret is obeyed; one that does not is told so at once, and god says so once', async () => {
  const { hall, logged } = await guarded(SECRET)
  const downs = jest.fn(() => Promise.resolve())
  hall.down = downs
  for (let at = 0; at < 3; at++)
    expect(await command(hall, 'shut sesame, please')).toMatchObject({
      code: 'WRONG_SECRET',
      outcome: 'none',
      message: `ws://god:4700/god: ${WRONG}`,
    })
  expect(logged()).toEqual([`shell was turned away at the door god: ${WRONG}`])
  expect(await command(hall)).toMatchObject({ code: 'WRONG_SECRET', message: `ws://god:4700/god: ${ASKED}` })
  expect(downs).not.toHaveBeenCalled()
  expect(await command(hall, SECRET)).toBe('done')
  expect(downs).toHaveBeenCalledTimes(1)
})

test('a god without a secret tells a command line that has one', async () => {
  const { hall, logged } = await guarded()
  const why = 'no secret is asked for here: give this side yours too, --secret-file FILE, or none to both'
  expect(await command(hall, SECRET)).toMatchObject({ code: 'WRONG_SECRET', message: `ws://god:4700/god: ${why}` })
  expect(logged()).toEqual([`shell was turned away at the door god: ${why}`])
  expect(await command(hall)).toBe('done')
})
