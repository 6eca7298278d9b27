import type { Clock } from '../src/index.js'
import { StallWatch } from '../src/stall-watch.js'

/** A watch whose timers are fired one at a time, as the system does for a process that was paused over all of them. */
function watched() {
  let nowMs = 0
  let buffered = 0
  let stalls = 0
  const timers: (() => void)[] = []
  const clock: Clock = {
    now: () => nowMs,
    after: (_ms, call) => {
      timers.push(call)
      return () => timers.splice(timers.indexOf(call), 1)
    },
  }
  const watch = new StallWatch(
    clock,
    10_000,
    () => buffered,
    () => stalls++,
  )
  return {
    watch,
    timers,
    give: (bytes: number) => {
      watch.beforeGiving()
      buffered += bytes
      watch.afterGiving()
    },
    take: (bytes: number) => {
      buffered -= bytes
    },
    look: (passedMs = 1_000) => {
      nowMs += passedMs
      timers.shift()?.()
    },
    stalls: () => stalls,
  }
}

test('P33: a pause of this process is not held against the peer', () => {
  const { give, look, stalls } = watched()
  give(100)
  look(60_000)
  expect(stalls()).toBe(0)
  for (let looks = 2; looks < 10; looks++) look()
  expect(stalls()).toBe(0)
  look()
  expect(stalls()).toBe(1)
})

test('taking anything begins the patience anew, also when more was given since than taken', () => {
  const { give, take, look, stalls } = watched()
  give(100)
  for (let round = 0; round < 5; round++) {
    for (let looks = 0; looks < 9; looks++) look()
    take(10)
    give(1_000)
  }
  expect(stalls()).toBe(0)
})

test('one that took everything is watched from the start when something is given again, and not before', () => {
  const { watch, give, take, look, stalls, timers } = watched()
  give(100)
  for (let looks = 0; looks < 9; looks++) look()
  take(100)
  watch.beforeGiving()
  look()
  expect(timers.length).toBe(0)
  give(100)
  for (let looks = 0; looks < 9; looks++) look()
  expect(stalls()).toBe(0)
})

test('stopped, it does not look any more', () => {
  const { watch, give, timers } = watched()
  give(100)
  watch.stop()
  expect(timers.length).toBe(0)
})
