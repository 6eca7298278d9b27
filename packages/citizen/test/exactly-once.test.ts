import type { ErrorCode } from '@paxon/wire'
import fc from 'fast-check'
import { errorReply, FakeParliament, FakePriest, type Script } from './fake-priest.js'
import { World } from './world.js'

/** What befalls one request at a priest. */
type Fate =
  | 'answered'
  | 'late'
  | 'lost'
  | 'executed, not answered'
  | 'reset'
  | 'executed, then reset'
  | 'refused'
  | 'executed later, said to be unknown'
const FATES: readonly Fate[] = [
  'answered',
  'late',
  'lost',
  'executed, not answered',
  'reset',
  'executed, then reset',
  'refused',
  'executed later, said to be unknown',
]
const REFUSALS: readonly ErrorCode[] = ['NO_PRESIDENT', 'OVERLOADED', 'NO_MAJORITY', 'DISK_FULL', 'SESSION_FULL']

/** Fates in turn; when they are used up, all goes well. */
function scriptOf(world: World, fates: Fate[], delays: number[]): Script {
  let count = 0
  return (request, priest, connection) => {
    if (request.type === 'hello') return priest.answer(request)
    const fate = fates.shift() ?? 'answered'
    count += 1
    const delayMs = delays[count % delays.length] ?? 0
    switch (fate) {
      case 'answered':
        return priest.answer(request)
      case 'late':
        world.after(delayMs, () => {
          const reply = priest.answer(request)
          if (reply !== null) priest.say(reply)
        })
        return null
      case 'lost':
        return null
      case 'executed, not answered':
        priest.answer(request)
        return null
      case 'reset':
        connection.terminate()
        return null
      case 'executed, then reset':
        priest.answer(request)
        connection.terminate()
        return null
      case 'refused':
        return errorReply(request.id, REFUSALS[count % REFUSALS.length] ?? 'OVERLOADED')
      case 'executed later, said to be unknown':
        world.after(delayMs, () => priest.answer(request))
        return errorReply(request.id, 'OUTCOME_UNKNOWN')
    }
  }
}

interface Made {
  readonly body: string
  readonly end: Promise<'answered' | 'none' | 'unknown'>
}

test('P10: what is answered was executed once, what ends with outcome none never is, whatever is lost and in what order', async () => {
  const run = fc.record({
    fates: fc.array(fc.constantFrom(...FATES), { maxLength: 40 }),
    delays: fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 5 }),
    calls: fc.array(
      fc.record({
        afterMs: fc.integer({ min: 0, max: 600 }),
        deadlineMs: fc.integer({ min: 1, max: 6_000 }),
        abortMs: fc.option(fc.integer({ min: 0, max: 3_000 }), { freq: 5 }),
      }),
      { minLength: 1, maxLength: 12 },
    ),
    chance: fc.double({ min: 0, max: 0.99, noNaN: true }),
  })
  await fc.assert(
    fc.asyncProperty(run, async ({ fates, delays, calls, chance }) => {
      const world = new World(1)
      const parliament = new FakeParliament()
      const script = scriptOf(world, [...fates], delays)
      const [alpha, beta] = ['alpha', 'beta'].map((name) => new FakePriest(world, name, parliament, { script }).url)
      const citizen = world.citizen({ at: [alpha, beta].flatMap((url) => url ?? []), chance: () => chance })
      const made: Made[] = []
      for (const [i, { afterMs, deadlineMs, abortMs }] of calls.entries()) {
        await world.pass(afterMs)
        const body = `{"op":"put","key":"k","value":"${i}"}`
        const aborting = new AbortController()
        if (abortMs !== null) world.after(abortMs, () => aborting.abort())
        const end = citizen.propose(Buffer.from(body), { deadlineMs, signal: aborting.signal }).then(
          () => 'answered' as const,
          (error: { outcome: 'none' | 'unknown' }) => error.outcome,
        )
        made.push({ body, end })
      }
      const ends = await world.until(Promise.all(made.map(({ end }) => end)))
      // Whatever is still under way arrives.
      await world.pass(20_000)
      for (const [i, { body }] of made.entries()) {
        const times = parliament.executed.filter((executed) => executed === body).length
        if (ends[i] === 'answered') expect(times).toBe(1)
        else if (ends[i] === 'none') expect(times).toBe(0)
        else expect(times).toBeLessThanOrEqual(1)
      }
      citizen.close()
      await world.pass(2_000)
      expect(world.pending).toBe(0)
    }),
    { numRuns: 150 },
  )
})
