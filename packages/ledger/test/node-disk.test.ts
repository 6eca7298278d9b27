import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import { type DiskFile, holderOf, NodeDisk, type OpenResult } from '../src/index.js'
import { bytesOf, openOn, passedTo, promised, textOf, voted } from './kit.js'

let root: string
const children: ChildProcess[] = []

beforeEach(() => {
  root = fs.mkdtempSync(`${os.tmpdir()}/ledger-`)
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  fs.rmSync(root, { recursive: true })
})

const open = (folder = `${root}/alpha`, disk = new NodeDisk()): Promise<OpenResult> => openOn(disk, folder)

async function opened(folder?: string, disk?: NodeDisk): Promise<Extract<OpenResult, { ok: true }>['ledger']> {
  const result = await open(folder, disk)
  if (!result.ok) throw result.error
  return result.ledger
}

test('P18: one folder opened by two processes: the second is refused until the first is dead', async () => {
  await opened(`${root}/alpha`).then((ledger) => new Promise<void>((done) => ledger.close(done)))
  const holder = spawn(
    process.execPath,
    ['-e', HOLDER, require.resolve('fs-native-extensions'), `${root}/alpha/lock`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  children.push(holder)
  const [said] = await once(holder.stdout, 'data')
  expect(String(said)).toBe('true\n')
  expect(await open()).toMatchObject({ ok: false, error: { code: 'USAGE' } })
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  expect((await opened()).opened.case).toBe('whole')
  expect(await open()).toMatchObject({ ok: false, error: { code: 'USAGE' } })
})

/** Takes the lock, says whether it got it, and stays. */
const HOLDER = `
  const fd = require('fs').openSync(process.argv[2], 'a+')
  console.log(require(process.argv[1]).tryLock(fd))
  setInterval(() => undefined, 1000)
`

test('a ledger is written over pages, closed, and read again', async () => {
  const ledger = await opened()
  const synced = new Promise<void>((done, failed) => {
    ledger.onSynced = (position) => {
      if (position === 41) done()
    }
    ledger.onFailed = failed
  })
  for (let number = 1; number <= 40; number++) {
    ledger.append([voted(1, number, `${number}:${'x'.repeat(10_000)}`)])
    ledger.flush()
  }
  ledger.append([passedTo(40)])
  ledger.flush()
  await synced
  await new Promise<void>((done) => ledger.close(done))
  const again = await opened()
  expect(again.opened).toMatchObject({ case: 'whole', start: 2, inscribed: { writtenTo: 40, holes: [] } })
  const found: string[] = []
  while (found.length < 40) {
    const run = await new Promise<readonly Uint8Array[]>((done) =>
      again.read(found.length, 1e5, ({ decrees }) => done(decrees)),
    )
    expect(run.length).toBeGreaterThan(0)
    found.push(...run.map((decree) => textOf(decree).split(':')[0] ?? ''))
  }
  expect(found).toEqual(Array.from({ length: 40 }, (_, index) => String(index + 1)))
  await new Promise<void>((done) => again.close(done))
})

/** A disk whose threads write their zeros when the test says so. */
class LateDisk extends NodeDisk {
  readonly late: (() => Promise<NodeJS.ErrnoException | null>)[] = []

  override create(path: string): DiskFile {
    const file = super.create(path)
    return {
      write: (bytes, offset) => file.write(bytes, offset),
      sync: (done) => file.sync(done),
      fill: (from, to, done) => {
        const fill = () =>
          new Promise<NodeJS.ErrnoException | null>((filled) => {
            file.fill(from, to, (error) => {
              done(error)
              filled(error)
            })
          })
        this.late.push(fill)
      },
      close: () => file.close(),
    }
  }
}

test('zeros that a thread still writes when the ledger was abandoned and is open again reach no page', async () => {
  const disk = new LateDisk()
  const abandoned = await opened(undefined, disk)
  expect(disk.late).toHaveLength(1)
  abandoned.abandon()
  const ledger = await opened()
  const synced = new Promise<void>((done, failed) => {
    ledger.onSynced = () => done()
    ledger.onFailed = failed
  })
  ledger.append([voted(1, 1, 'a vote'), promised(2)])
  ledger.flush()
  await synced
  for (const fill of disk.late) expect(await fill()).toBeNull()
  await new Promise<void>((done) => ledger.close(done))
  const again = await opened()
  expect(again.opened).toMatchObject({ case: 'whole', findings: [], start: 3, inscribed: { nextBal: { round: 2 } } })
  expect([...again.opened.inscribed.entries.values()].map(({ decree }) => textOf(decree))).toEqual(['a vote'])
  await new Promise<void>((done) => again.close(done))
})

test('a folder that cannot be made is refused, with its cause', async () => {
  fs.writeFileSync(`${root}/file`, '')
  expect(await open(`${root}/file/alpha`)).toMatchObject({
    ok: false,
    // Which of them it is depends on the Node: later ones than 20 find nothing there, and then the file in the way.
    error: { code: 'USAGE', outcome: 'none', cause: { code: expect.stringMatching(/^(?:ENOTDIR|EEXIST)$/) } },
  })
})

describe('the disk of this machine', () => {
  const disk = new NodeDisk()

  test('reads, writes, lists, renames and removes', () => {
    const file = disk.create(`${root}/one`)
    expect(file.write(bytesOf('hello'), 3)).toBe(5)
    file.close()
    expect([...disk.read(`${root}/one`, 2, 100)]).toEqual([0, ...bytesOf('hello')])
    expect(disk.size(`${root}/one`)).toBe(8)
    disk.rename(`${root}/one`, `${root}/two`)
    expect(disk.list(root)).toEqual(['two'])
    disk.remove(`${root}/two`)
    expect(disk.list(root)).toEqual([])
    expect(disk.list(`${root}/none`)).toBeNull()
    expect(() => disk.read(`${root}/none`, 0, 1)).toThrow(expect.objectContaining({ code: 'ENOENT' }))
  })

  test('makes a new file where there was one: what is written to the old one is not seen', () => {
    const old = disk.create(`${root}/one`)
    old.write(bytesOf('old'), 0)
    const file = disk.create(`${root}/one`)
    expect(disk.size(`${root}/one`)).toBe(0)
    file.write(bytesOf('new'), 0)
    old.write(bytesOf('late'), 0)
    expect(textOf(disk.read(`${root}/one`, 0, 100))).toBe('new')
    file.close()
    old.close()
    fs.mkdirSync(`${root}/two`)
    expect(() => disk.create(`${root}/two`)).toThrow()
    expect(() => disk.create(`${root}/none/one`)).toThrow(expect.objectContaining({ code: 'ENOENT' }))
  })

  test('reads later, and says what failed', async () => {
    fs.writeFileSync(`${root}/one`, 'hello')
    const read = (path: string): Promise<[string | undefined, string]> =>
      new Promise((done) => disk.readLater(path, 1, 100, (error, bytes) => done([error?.code, textOf(bytes)])))
    expect(await read(`${root}/one`)).toEqual([undefined, 'ello'])
    expect(await read(`${root}/none`)).toEqual(['ENOENT', ''])
    expect(await new Promise((done) => disk.syncFolder(`${root}/none`, done))).toMatchObject({ code: 'ENOENT' })
    expect(await new Promise((done) => disk.syncFolder(root, done))).toBeNull()
  })

  test('makes folders, knows free bytes and the boot', () => {
    disk.makeFolder(`${root}/a/b/c`)
    disk.makeFolder(`${root}/a/b/c`)
    expect(disk.list(`${root}/a/b/c`)).toEqual([])
    expect(disk.freeBytes(root)).toBeGreaterThan(0)
    expect(disk.freeBytes(`${root}/none`)).toBe(Number.POSITIVE_INFINITY)
    if (process.platform === 'linux') expect(disk.bootId).toMatch(/^[0-9a-f-]{36}$/)
  })
})

test('one promise is synced alone', async () => {
  const ledger = await opened()
  const batch = await new Promise<number>((done) => {
    ledger.onSynced = (_, number) => done(number)
    ledger.append([promised(1)])
    ledger.flush()
  })
  expect(batch).toBe(ledger.opened.batch + 1)
  await new Promise<void>((done) => ledger.close(done))
})

test('P18: the lock of an open ledger names its process, and is believed on this host only', async () => {
  const lock = `${root}/alpha/lock`
  const ledger = await opened()
  expect(holderOf(lock)).toBe(process.pid)
  await new Promise<void>((done) => ledger.close(done))
  // Whoever only looks whether it is free writes nothing.
  fs.writeFileSync(lock, '')
  new NodeDisk().lock(lock)?.()
  expect(fs.readFileSync(lock, 'utf8')).toBe('')
  for (const text of ['', '12', 'null', '{"pid":0}', `{"pid":${process.pid},"host":"elsewhere"}`]) {
    fs.writeFileSync(lock, text)
    expect(holderOf(lock)).toBeNull()
  }
})
