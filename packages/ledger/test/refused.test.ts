import fs from 'node:fs'
import os from 'node:os'
import type { Run } from '@paxon/synod'
import type { ParliamentError } from '@paxon/wire'
import { type Ledger, NodeDisk } from '../src/index.js'
import { FOLDER, Machine, openOn, PAGES, passedTo, promised, voted } from './kit.js'

/** What a disk refuses, and what is left open and locked behind it. */

const isLocked = (machine: Machine): boolean => {
  const unlock = machine.disk.lock(`${FOLDER}/lock`)
  unlock?.()
  return unlock === null
}

interface Answer {
  readonly run: Run
  readonly error: ParliamentError | null
}

function read(machine: Machine, ledger: Ledger, after: number): Answer {
  const answers: Answer[] = []
  ledger.read(after, 1_000, (run, error) => answers.push({ run, error }))
  machine.queue.run()
  const [answer] = answers
  if (answer === undefined || answers.length > 1) throw new Error(`${answers.length} answers`)
  return answer
}

describe('a read that the disk refuses is told from one that finds nothing', () => {
  const held = (): [Machine, Ledger] => {
    const machine = new Machine()
    const ledger = machine.open()
    machine.write(ledger, voted(1, 1, 'one', 'two'), passedTo(2))
    return [machine, ledger]
  }

  test('nothing is held there', () => {
    const [machine, ledger] = held()
    expect(read(machine, ledger, 2)).toEqual({ run: { from: 3, decrees: [] }, error: null })
  })

  test('the page is gone', () => {
    const [machine, ledger] = held()
    machine.disk.wipe(machine.page(1))
    expect(read(machine, ledger, 1)).toMatchObject({
      run: { from: 2, decrees: [] },
      error: {
        code: 'LEDGER_FAILED',
        message: expect.stringMatching(/^decree 2 cannot be read from \S+00000001\.page: ENOENT/),
      },
    })
  })

  test('its bytes are damaged', () => {
    const [machine, ledger] = held()
    machine.disk.flip(machine.page(1), machine.placeOf(1, 'onetwo'), 1)
    expect(read(machine, ledger, 0)).toMatchObject({
      run: { from: 1, decrees: [] },
      error: {
        code: 'LEDGER_FAILED',
        message: expect.stringMatching(/^decree 1 cannot be read from \S+00000001\.page: its bytes are damaged there$/),
      },
    })
  })
})

describe('an opening that the disk refuses leaves no file open and no lock', () => {
  const refused = (machine: Machine): void => {
    expect(machine.tryOpen()).toMatchObject({ ok: false, error: { code: 'LEDGER_FAILED' } })
    expect([machine.disk.openFiles, isLocked(machine)]).toEqual([0, false])
  }

  test('no room for the page', () => {
    const machine = new Machine()
    machine.disk.capacityBytes = machine.pageBytes - 1
    refused(machine)
  })

  test('a sync of the page, or of the folder', () => {
    for (const good of [0, 1]) {
      const machine = new Machine()
      const { syncFolder } = machine.disk
      if (good === 0) machine.disk.failNextSync()
      else
        machine.disk.syncFolder = (folder, done) => {
          machine.disk.failNextSync()
          syncFolder.call(machine.disk, folder, done)
        }
      refused(machine)
    }
  })

  describe('the putting aside of pages in doubt', () => {
    const doubtful = (): Machine => {
      const machine = new Machine()
      machine.write(machine.open(), voted(1, 1, 'one'), promised(2))
      machine.kill()
      machine.disk.flip(machine.page(1), machine.placeOf(1, 'one'), 1)
      return machine
    }

    test('it can be done', () => {
      const machine = doubtful()
      expect(machine.open().opened.case).toBe('in doubt')
      // The page that is written in, and the blank.
      expect(machine.disk.openFiles).toBe(2)
    })

    test('a page does not take its new name', () => {
      const machine = doubtful()
      const { rename } = machine.disk
      machine.disk.rename = (from, to) => {
        if (to.includes('doubted')) throw Object.assign(new Error('EIO: no'), { code: 'EIO' })
        rename.call(machine.disk, from, to)
      }
      refused(machine)
    })

    test.each([`${PAGES}/doubted-2`, PAGES])('the sync of %s', (refusing) => {
      const machine = doubtful()
      const { syncFolder } = machine.disk
      let isAside = false
      machine.disk.syncFolder = (folder, done) => {
        isAside ||= folder.includes('doubted')
        if (isAside && folder === refusing) machine.disk.failNextSync()
        syncFolder.call(machine.disk, folder, done)
      }
      refused(machine)
    })
  })
})

test('a folder that another process makes at the same moment is there: two priests of one island start at once', () => {
  const root = fs.mkdtempSync(`${os.tmpdir()}/ledger-`)
  const { mkdirSync } = fs
  jest.spyOn(fs, 'mkdirSync').mockImplementationOnce((path) => {
    mkdirSync(path)
    mkdirSync(path)
    return undefined
  })
  try {
    new NodeDisk().makeFolder(`${root}/island/alpha`)
    expect(fs.statSync(`${root}/island/alpha`).isDirectory()).toBe(true)
    fs.writeFileSync(`${root}/file`, '')
    expect(() => new NodeDisk().makeFolder(`${root}/file`)).toThrow('EEXIST')
  } finally {
    jest.restoreAllMocks()
    fs.rmSync(root, { recursive: true })
  }
})

describe('a close(2) that fails', () => {
  let root: string
  beforeEach(() => {
    root = fs.mkdtempSync(`${os.tmpdir()}/ledger-`)
  })
  afterEach(() => {
    jest.restoreAllMocks()
    fs.rmSync(root, { recursive: true })
  })

  /** As Linux does it: the descriptor is gone, and the error tells of bytes that were never synced. */
  const failCloses = (code: string): void => {
    const { closeSync } = fs
    jest.spyOn(fs, 'closeSync').mockImplementation((fd) => {
      closeSync(fd)
      throw Object.assign(new Error(`${code}: close`), { code })
    })
  }

  const opened = async (): Promise<Ledger> => {
    const result = await openOn(new NodeDisk(), `${root}/alpha`)
    if (!result.ok) throw result.error
    return result.ledger
  }

  test.each(['close', 'abandon'] as const)('does not keep the lock: %s', async (end) => {
    const ledger = await opened()
    failCloses('EIO')
    if (end === 'abandon') ledger.abandon()
    else await new Promise<void>((done) => ledger.close(done))
    jest.restoreAllMocks()
    const again = await opened()
    expect(again.opened).toMatchObject({ case: 'whole', start: 2 })
    await new Promise<void>((done) => again.close(done))
  })

  test('of a file that is closed already is our fault, and is told', () => {
    const file = new NodeDisk().create(`${root}/one`)
    failCloses('EBADF')
    expect(() => file.close()).toThrow('EBADF')
  })
})
