import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ManualClock } from '@paxon/messenger'
import { nameOf } from '@paxon/synod'
import { pino } from 'pino'
import {
  PriestProcess,
  type PriestProcessOptions,
  RESTART_FIRST_MS,
  RESTART_MAX_MS,
  WRONG_USES_MAX,
} from '../src/priest-process.js'

const LIVES = 'setInterval(() => {}, 1000)'

/** A process over a folder of its own, with a clock moved by hand, and events to wait for. */
class Stage {
  readonly clock = new ManualClock()
  readonly folder = mkdtempSync(join(tmpdir(), 'priest-process-'))
  readonly pids: (number | null)[] = []
  readonly exits: (number | null)[] = []
  isLocked = false
  lockedBy: number | null = null
  private readonly all: PriestProcess[] = []
  private waiting: () => void = () => {}

  process(script: string, options: Partial<PriestProcessOptions> = {}): PriestProcess {
    const made = new PriestProcess({
      name: nameOf('alpha'),
      folder: this.folder,
      command: () => ['-e', script],
      isLocked: () => this.isLocked,
      lockedBy: () => this.lockedBy,
      restarts: true,
      clock: this.clock,
      logger: pino({ level: 'silent' }),
      onPid: (pid) => {
        this.pids.push(pid)
        this.waiting()
      },
      onExit: (code) => this.exits.push(code),
      ...options,
    })
    this.all.push(made)
    return made
  }

  /** Waits until there have been so many news of the pid. */
  async news(count: number): Promise<void> {
    while (this.pids.length < count)
      await new Promise<void>((resolve) => {
        this.waiting = resolve
      })
    // The rest of what the end of a process leads to.
    await new Promise((resolve) => setImmediate(resolve))
  }

  get pid(): number {
    const pid = this.pids.at(-1)
    if (typeof pid !== 'number') throw new Error('it does not run')
    return pid
  }

  clear(): void {
    for (const made of this.all) {
      made.letGo()
      if (!made.isAdopted) made.signal('SIGKILL')
    }
    rmSync(this.folder, { recursive: true, force: true })
  }
}

let stage: Stage
beforeEach(() => {
  stage = new Stage()
})
afterEach(() => stage.clear())

test('It runs in a process group of its own, logs to its own file, and gets no setting that is not a flag', async () => {
  process.env.PARLIAMENT_ADVERTISE = 'ws://elsewhere:1'
  const script = `console.log(JSON.stringify({ advertise: process.env.PARLIAMENT_ADVERTISE ?? null })); ${LIVES}`
  writeFileSync(join(stage.folder, 'log.jsonl'), 'before\n')
  stage.process(script, { restarts: false }).start()
  const group = execFileSync('ps', ['-o', 'pgid=', '-p', String(stage.pid)], { encoding: 'utf8' }).trim()
  expect(Number(group)).toBe(stage.pid)
  process.env.PARLIAMENT_ADVERTISE = ''
  const ended = stage.news(2)
  const text = () => readFileSync(join(stage.folder, 'log.jsonl'), 'utf8')
  while (!text().includes('advertise')) await new Promise((resolve) => setImmediate(resolve))
  process.kill(stage.pid, 'SIGKILL')
  await ended
  expect(text()).toBe('before\n{"advertise":null}\n')
})

test('A dead priest is started again after pauses that grow, and from the first again after a long life', async () => {
  const priest = stage.process(LIVES)
  priest.start()
  const die = async () => {
    const count = stage.pids.length
    process.kill(stage.pid, 'SIGKILL')
    await stage.news(count + 1)
    expect(stage.pids.at(-1)).toBeNull()
  }
  for (const pauseMs of [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]) {
    await die()
    stage.clock.advance(pauseMs - 1)
    expect(priest.isAlive).toBe(false)
    stage.clock.advance(1)
    expect(priest.isAlive).toBe(true)
  }
  stage.clock.advance(RESTART_MAX_MS)
  await die()
  stage.clock.advance(RESTART_FIRST_MS)
  expect(priest.isAlive).toBe(true)
})

test.each([70, 74])('P24: a priest that ended with exit code %d stays ended', async (code) => {
  const priest = stage.process(`process.exit(${code})`)
  priest.start()
  await stage.news(2)
  expect(stage.exits).toEqual([code])
  expect(stage.clock.pending).toBe(0)
  expect(priest.isAlive).toBe(false)
})

test('A priest that ends with 2 is started five times in a row, and no more', async () => {
  const priest = stage.process('process.exit(2)')
  priest.start()
  for (let starts = 1; starts <= WRONG_USES_MAX; starts++) {
    await stage.news(2 * starts)
    expect(stage.exits).toEqual(Array(starts).fill(2))
    expect(stage.clock.pending).toBe(starts < WRONG_USES_MAX ? 1 : 0)
    stage.clock.advance(RESTART_MAX_MS - 1)
  }
  expect(priest.isAlive).toBe(false)
  expect(stage.exits).toHaveLength(5)
})

test('Only starts that end with 2 are counted: one that was killed again and again before has five all the same', async () => {
  let script = LIVES
  const priest = stage.process(LIVES, { command: () => ['-e', script] })
  priest.start()
  for (let death = 1; death <= 7; death++) {
    process.kill(stage.pid, 'SIGKILL')
    if (death === 7) script = 'process.exit(2)'
    await stage.news(2 * death)
    stage.clock.advance(RESTART_MAX_MS)
  }
  for (let starts = 1; starts <= WRONG_USES_MAX; starts++) {
    await stage.news(14 + 2 * starts)
    expect(stage.clock.pending).toBe(starts < WRONG_USES_MAX ? 1 : 0)
    // Each of these lives is short too.
    stage.clock.advance(RESTART_MAX_MS)
  }
  expect(stage.exits).toEqual([...Array(7).fill(null), ...Array(5).fill(2)])
})

test('A folder that is gone is tried again after pauses that grow, and the priest is there when it is back', async () => {
  const errors: string[] = []
  const logger = pino({ level: 'error' }, { write: (line) => errors.push(line) })
  const folder = join(stage.folder, 'alpha')
  const priest = stage.process(LIVES, { folder, logger })
  priest.start()
  // A file where the folder was.
  rmSync(folder, { recursive: true })
  writeFileSync(folder, '')
  process.kill(stage.pid, 'SIGKILL')
  await stage.news(2)
  stage.clock.advance(60_000)
  expect(errors.length).toBeGreaterThan(60_000 / RESTART_MAX_MS)
  expect(errors.length).toBeLessThan(60_000 / RESTART_MAX_MS + 10)
  expect(priest.isAlive).toBe(false)
  rmSync(folder)
  stage.clock.advance(RESTART_MAX_MS)
  expect(priest.isAlive).toBe(true)
})

test('P24: a priest that left a STOPPED.json stays ended, whatever its exit code', async () => {
  writeFileSync(join(stage.folder, 'STOPPED.json'), '{}')
  stage.process('process.exit(1)').start()
  await stage.news(2)
  expect(stage.clock.pending).toBe(0)
})

test('Without restarts, or once it is let go, a dead priest stays dead', async () => {
  stage.process('process.exit(1)', { restarts: false }).start()
  await stage.news(2)
  expect(stage.clock.pending).toBe(0)
  const other = stage.process('process.exit(1)')
  other.start()
  await stage.news(4)
  expect(stage.clock.pending).toBe(1)
  other.letGo()
  expect(stage.clock.pending).toBe(0)
})

describe('A priest whose lock is held', () => {
  test('is adopted, not started; its pid is known when it connects', () => {
    stage.isLocked = true
    const priest = stage.process(LIVES)
    priest.start()
    expect(stage.pids).toEqual([null])
    priest.met(123)
    expect(stage.pids).toEqual([null, 123])
    expect(stage.clock.pending).toBe(0)
  })

  test('P38: by another process that came first (of a god that was killed) is adopted when the child ends for that', async () => {
    for (const isConnected of [true, false]) {
      const before = stage.pids.length
      const exits = stage.exits.length
      const priest = stage.process('setTimeout(() => process.exit(2), 50)')
      priest.start()
      stage.isLocked = true
      if (isConnected) priest.met(123)
      await stage.news(before + 3)
      expect(stage.pids.slice(before + 1)).toEqual([null, isConnected ? 123 : null])
      expect(priest.isAdopted).toBe(true)
      expect(stage.exits).toHaveLength(exits)
      // Whoever is connected is looked after by its connection, others by their lock.
      expect(stage.clock.pending).toBe(isConnected ? 0 : 1)
      stage.isLocked = false
      if (isConnected) priest.lost()
      stage.clock.advance(100)
      expect(priest.isAlive).toBe(false)
      priest.letGo()
    }
  })

  test('has died when its lock is free, while it is not connected, and is then started', async () => {
    stage.isLocked = true
    const priest = stage.process(LIVES)
    priest.adopt(99)
    priest.met(100)
    priest.lost()
    stage.clock.advance(1_000)
    expect(priest.isAdopted).toBe(true)
    stage.isLocked = false
    stage.clock.advance(100)
    expect(priest.isAlive).toBe(false)
    stage.clock.advance(RESTART_FIRST_MS)
    expect(priest.isAlive).toBe(true)
    expect(priest.isAdopted).toBe(false)
  })

  test('P18: is signalled by the pid that its lock names, whatever a god before knew', async () => {
    const other = stage.process(LIVES, { restarts: false })
    other.start()
    stage.lockedBy = stage.pid
    stage.isLocked = true
    const priest = stage.process(LIVES)
    priest.adopt(4_194_305)
    expect(priest.pid).toBe(stage.lockedBy)
    const count = stage.pids.length
    priest.signal('SIGKILL')
    await stage.news(count + 1)
    expect(other.isAlive).toBe(false)
  })

  test('P18: is signalled by its pid; a pid whose lock is free is never believed', async () => {
    const other = stage.process(LIVES, { restarts: false })
    other.start()
    const stranger = stage.pid
    stage.isLocked = true
    const priest = stage.process(LIVES)
    priest.adopt(stranger)
    stage.isLocked = false
    const kill = jest.spyOn(process, 'kill')
    priest.signal('SIGKILL')
    expect(kill).not.toHaveBeenCalled()
    kill.mockRestore()
    stage.isLocked = true
    const count = stage.pids.length
    priest.signal('SIGKILL')
    await stage.news(count + 1)
    expect(other.isAlive).toBe(false)
  })
})
