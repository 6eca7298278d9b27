import fc from 'fast-check'
import { ManualClock, systemClock } from '../src/index.js'
import { inTime } from './conformance/ear.js'

describe('the system clock', () => {
  const fired = (ms: number) =>
    inTime(
      `a timer of ${ms} ms`,
      new Promise<number>((resolve) => systemClock.after(ms, () => resolve(systemClock.now()))),
    )

  test('P33: never calls back before the time is over', async () => {
    const timers = Array.from({ length: 200 }, (_, n) => {
      const ms = (n % 20) + n / 200
      const due = systemClock.now() + ms
      return fired(ms).then((at) => at - due)
    })
    expect(Math.min(...(await Promise.all(timers)))).toBeGreaterThanOrEqual(0)
  })

  test('does not take a delay of over 24 days for none', async () => {
    let called = false
    const takeBack = systemClock.after(2 ** 31, () => {
      called = true
    })
    await fired(10)
    takeBack()
    expect(called).toBe(false)
  })

  test('takes timers back', async () => {
    let called = false
    systemClock.after(1, () => {
      called = true
    })()
    await fired(5)
    expect(called).toBe(false)
  })
})

describe('the manual clock', () => {
  test('fires by time, then by the order in which timers were set, each at its own time', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (delays) => {
        const clock = new ManualClock()
        const fired: [number, number][] = []
        for (const [n, ms] of delays.entries()) clock.after(ms, () => fired.push([clock.now(), n]))
        clock.advance(20)
        expect(fired).toEqual(delays.map((ms, n) => [ms, n]).sort(([a = 0], [b = 0]) => a - b))
        expect([clock.now(), clock.pending]).toEqual([20, 0])
      }),
    )
  })

  test('fires on the way what is set on the way', () => {
    const clock = new ManualClock()
    const at: number[] = []
    const beat = () => {
      at.push(clock.now())
      clock.after(10, beat)
    }
    clock.after(10, beat)
    clock.advance(35)
    expect(at).toEqual([10, 20, 30])
    clock.advance(5)
    expect(at).toEqual([10, 20, 30, 40])
    expect(clock.now()).toBe(40)
  })

  test('nothing fires before its time, and nothing that was taken back', () => {
    const clock = new ManualClock()
    const fired: string[] = []
    const takeBack = clock.after(5, () => fired.push('taken back'))
    clock.after(5, () => fired.push('kept'))
    clock.after(5, () => clock.after(0, () => fired.push('set then')))
    takeBack()
    takeBack()
    clock.advance(4.9)
    expect([fired, clock.pending]).toEqual([[], 2])
    clock.advance(0.1)
    expect(fired).toEqual(['kept', 'set then'])
  })
})
