import { Chance } from '../src/chance.js'
import { SimulatedProcess } from '../src/process.js'
import { Scheduler } from '../src/scheduler.js'
import { Trace } from '../src/trace.js'
import { trapReality } from '../src/trap.js'

const world = () => {
  const scheduler = new Scheduler(new Trace(null))
  const told: string[] = []
  const tell = (what: string) => () => told.push(`${scheduler.now} ${what}`)
  const run = (ms: number) => scheduler.runUntil(() => false, ms)
  return { scheduler, told, tell, run }
}

describe('the scheduler', () => {
  it('takes actions by time, those of one time in the order in which they were scheduled', async () => {
    const { scheduler, told, tell, run } = world()
    const chance = new Chance('order')
    const times = Array.from({ length: 200 }, () => chance.whole(0, 20))
    for (const [place, time] of times.entries()) scheduler.after(time, tell(String(place)))
    await run(100)
    const expected = times.map((time, place) => ({ time, place })).sort((a, b) => a.time - b.time || a.place - b.place)
    expect(told).toEqual(expected.map(({ time, place }) => `${time} ${place}`))
    expect(scheduler.now).toBe(100)
  })

  it('takes no action that was taken back', async () => {
    const { scheduler, told, tell, run } = world()
    const takeBack = scheduler.after(5, tell('never'))
    scheduler.after(1, takeBack)
    await run(10)
    expect(told).toEqual([])
  })

  it('lets promises have their turn before the next action', async () => {
    const { scheduler, told, tell, run } = world()
    scheduler.after(1, () => {
      void Promise.resolve()
        .then(() => {})
        .then(() => {})
        .then(tell('promised'))
    })
    scheduler.after(1, tell('next'))
    await run(10)
    expect(told).toEqual(['1 promised', '1 next'])
  })
})

describe('a simulated process', () => {
  it('has a clock of its own rate', async () => {
    const { scheduler, told, tell, run } = world()
    const process = new SimulatedProcess(scheduler, 1.1, 0)
    process.clock.after(11, tell('timer'))
    await run(20)
    expect(told).toEqual(['10 timer'])
    expect(process.clock.now()).toBeCloseTo(22)
  })

  it('does late what waited while it was paused, in the order in which it came', async () => {
    const { scheduler, told, tell, run } = world()
    const process = new SimulatedProcess(scheduler, 1, 0)
    process.pause()
    process.clock.after(2, tell('timer'))
    scheduler.after(1, () => process.run(tell('frame')))
    scheduler.after(7, () => process.resume())
    await run(20)
    expect(told).toEqual(['7 frame', '7 timer'])
  })

  it('does nothing any more once it is killed, nor what waited', async () => {
    const { scheduler, told, tell, run } = world()
    const process = new SimulatedProcess(scheduler, 1, 0)
    process.clock.after(2, tell('timer'))
    process.endOfTurn(tell('turn'))
    process.pause()
    process.run(tell('frame'))
    process.kill()
    process.resume()
    await run(20)
    expect(told).toEqual([])
  })
})

describe('chance', () => {
  it('is the same for the same seed and purpose, and other draws elsewhere change nothing', () => {
    const first = new Chance('7')
    const before = first.split('disk').next()
    first.next()
    expect(first.split('disk').next()).toBe(before)
    expect(first.split('wires').next()).not.toBe(before)
    expect(new Chance('8').split('disk').next()).not.toBe(before)
  })

  it('draws evenly', () => {
    const chance = new Chance('even')
    const drawn = Array.from({ length: 10_000 }, () => chance.next())
    expect(drawn.reduce((sum, draw) => sum + draw) / drawn.length).toBeCloseTo(0.5, 1)
    expect(Math.min(...drawn)).toBeLessThan(0.01)
    expect(Math.max(...drawn)).toBeGreaterThan(0.99)
  })
})

describe('a run', () => {
  it.each<[string, () => unknown]>([
    ['Math.random', () => Math.random()],
    ['Date.now', () => Date.now()],
    ['new Date', () => new Date()],
    ['performance.now', () => performance.now()],
    ['setTimeout', () => setTimeout(() => {}, 0)],
    ['setImmediate', () => setImmediate(() => {})],
  ])('does not let %s be used', (_name, use) => {
    const restore = trapReality()
    try {
      expect(use).toThrow('is not to be used in a simulated run')
    } finally {
      restore()
    }
    expect(use).not.toThrow()
  })
})
