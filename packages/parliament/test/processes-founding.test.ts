import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { audit, openArchive } from '@paxon/archive'
import { Citizen } from '@paxon/citizen'
import { NodeDisk } from '@paxon/ledger'
import { drawer } from '../../priest/test/host.js'
import { leftovers, nothingIsLeft } from './leftovers.js'
import { soon } from './processes/eventually.js'
import { kill, type Running, Terminal } from './terminal.js'

let terminal: Terminal
beforeEach(() => {
  terminal = new Terminal()
  writeFileSync(terminal.path('steps.mjs'), STEPS)
})
afterEach(async () => {
  // After a failure: whoever works in this folder, also if no file names its pid.
  for (const pid of (await leftovers(terminal.folder)).pids) kill(pid)
  await terminal.clear()
})

/**
 * Counts whatever god does that others can see (files, processes, bytes to a socket or a log), and kills it with -9 before the
 * step that it is told (its number, or "spawn 2": the second of a kind). Its priests, which it starts with the same settings, are let be.
 */
const STEPS = `
import child from 'node:child_process'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

if (process.argv[2] === 'up') {
  const kept = fs.writeFileSync
  let steps = 0
  const count = (of, name) => {
    const right = of[name]
    let times = 0
    of[name] = function (...args) {
      steps += 1
      times += 1
      if ([String(steps), name + ' ' + times].includes(process.env.DIES_BEFORE)) {
        process._rawDebug('dies before ' + name)
        process.kill(process.pid, 'SIGKILL')
      }
      return right.apply(this, args)
    }
  }
  for (const name of ['mkdirSync', 'openSync', 'writeFileSync', 'renameSync', 'write', 'writeSync']) count(fs, name)
  count(child, 'spawn')
  count(net.Server.prototype, 'listen')
  count(net.Socket.prototype, 'write')
  syncBuiltinESMExports()
  process.on('SIGUSR2', () => kept(process.env.COUNT_IN, String(steps)))
}
`

function up(dir: string, env: Readonly<Record<string, string>> = {}): Running {
  const NODE_OPTIONS = `--import=${pathToFileURL(terminal.path('steps.mjs')).href}`
  return terminal.start(['up', '--dir', dir, '--port', '0', '--priests', '2', '--json'], {
    env: { NODE_OPTIONS, ...env },
  })
}

async function ready(god: Running): Promise<string> {
  const { event, parliament } = JSON.parse(await god.line('"event"'))
  expect(event).toBe('ready')
  return parliament
}

async function down(god: Running, dir: string): Promise<void> {
  god.child.kill('SIGINT')
  expect((await soon('the end of god', god.ended)).code).toBe(0)
  await nothingIsLeft(dir)
}

/** How many steps god takes until it is ready. */
async function stepsToReady(): Promise<number> {
  const [dir, file] = [terminal.path('counted'), terminal.path('steps')]
  writeFileSync(file, '')
  const god = up(dir, { COUNT_IN: file })
  await ready(god)
  god.child.kill('SIGUSR2')
  await down(god, dir)
  return Number(readFileSync(file, 'utf8'))
}

/** Parts of the founding, as shares of its steps, in each of which a moment is drawn: two when the priests have met god. */
const PARTS = [
  [0.6, 0.8],
  [0.8, 1],
  [0, 0.6],
] as const
/** When one priest was started and no file names it; when nobody can see it yet. */
const WHILE_STARTING = ['writeFileSync 2', 'spawn 2']
const SEED = 38

test('P38: god killed with -9 before any step of the founding: the next one founds the island, once, and nothing is left', async () => {
  const steps = await stepsToReady()
  expect(steps).toBeGreaterThan(20)
  const chance = drawer(SEED)
  const drawn = PARTS.map(([from, to]) => `${1 + Math.floor((from + chance() * (to - from)) * steps)}`)
  for (const moment of [...WHILE_STARTING, ...drawn]) {
    const dir = terminal.path(`before ${moment}`)
    const god = up(dir, { DIES_BEFORE: moment })
    // Its log may have had fewer lines than when they were counted: then it dies when it is ready.
    const isReady = god.line('"event"').then(
      () => god.child.kill('SIGKILL'),
      () => false,
    )
    await soon(`god's death before step ${moment}`, Promise.race([god.ended, isReady.then(() => god.ended)]))
    expect(god.child.signalCode).toBe('SIGKILL')
    const votedBefore = foundings(dir)

    const next = up(dir)
    const parliament = await ready(next)
    const names = ['alpha', 'beta']
    expect(foundings(dir)).toEqual([parliament, parliament])
    // What somebody had taken as founded is what there is.
    for (const founded of votedBefore) expect(founded).toBe(parliament)
    expect(audit(new NodeDisk(), dir, {})).toMatchObject({ violationCount: 0 })
    expect(readdirSync(dir).sort()).toEqual(['alpha', 'beta', 'god.lock', 'island.json'])
    expect(JSON.parse(readFileSync(`${dir}/island.json`, 'utf8'))).toMatchObject({
      parliament,
      priests: names.map((name) => ({ name, pid: expect.any(Number) })),
    })
    await put(dir)
    await down(next, dir)
  }
})

test('P38: `down` ends a priest that a killed god had just started, and that has no lock yet', async () => {
  const dir = terminal.path('island')
  const god = up(dir, { DIES_BEFORE: 'spawn 2' })
  await soon("god's death", god.ended)
  expect(await terminal.run(['down', '--dir', dir])).toMatchObject({ code: 0 })
  await nothingIsLeft(dir)
})

/** The island works. */
async function put(dir: string): Promise<void> {
  const { priests } = JSON.parse(readFileSync(`${dir}/island.json`, 'utf8')) as { priests: { url: string }[] }
  const citizen = new Citizen({ at: priests.map(({ url }) => url) })
  await citizen.put('x', '3')
  citizen.close()
}

/** The parliaments that the ledgers of an island belong to; none of a priest that has no ledger yet, or no parliament. */
function foundings(dir: string): string[] {
  return ['alpha', 'beta'].flatMap((name) => {
    try {
      return openArchive(new NodeDisk(), `${dir}/${name}`).inscribed.founding?.parliament ?? []
    } catch {
      return []
    }
  })
}
