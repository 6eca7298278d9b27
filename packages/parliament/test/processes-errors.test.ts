import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { run } from './processes/command.js'
import { Island } from './processes/island.js'
import { openMutePriest } from './processes/mute-priest.js'

const island = new Island()
afterAll(() => island.remove())

const failure = (code: string, outcome: string) => ({ error: { code, message: expect.stringMatching(/./), outcome } })

/** Somebody else's port. */
async function takePort(): Promise<{ server: Server; port: number }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { server, port: address.port }
}

test('no priest in reach: certainly not done', async () => {
  const { server, port } = await takePort()
  await new Promise((resolve) => server.close(resolve))
  const at = ['--at', `ws://127.0.0.1:${port}`]
  const unreachable = { code: 1, said: [failure('UNREACHABLE', 'none')] }
  expect(await run('decree', 'put', 'x', '1', ...at, '--deadline', '500ms')).toEqual(unreachable)
  expect(await run('inquire', 'x', ...at, '--deadline', '500ms')).toEqual(unreachable)
  expect(await run('status', ...at)).toMatchObject({ code: 1, said: [{ present: false, pid: null }] })
})

test('a decree that was taken and never answered is exit 3: it may have passed', async () => {
  const { url, close } = await openMutePriest()
  try {
    const decree = await run('decree', 'put', 'x', '1', '--at', url, '--deadline', '1s')
    expect(decree).toEqual({ code: 3, said: [failure('OUTCOME_UNKNOWN', 'unknown')] })
    const inquiry = await run('inquire', 'x', '--at', url, '--deadline', '1s')
    expect(inquiry).toMatchObject({ code: 1, said: [{ error: { outcome: 'none' } }] })
  } finally {
    await close()
  }
})

test('a port that is taken: nothing is started', async () => {
  const { server, port } = await takePort()
  try {
    const gods = await run('up', '--dir', island.dir, '--port', String(port))
    expect(gods).toEqual({ code: 2, said: [failure('USAGE', 'none')] })
    const alphas = await run('up', '--dir', island.dir, '--port', String(port - 1))
    expect(alphas).toEqual({ code: 2, said: [failure('USAGE', 'none')] })
    expect(existsSync(join(island.dir, 'island.json'))).toBe(false)
    const priests = await run('priest', '--name', 'alpha', '--dir', island.dir, '--listen', `127.0.0.1:${port}`)
    expect(priests.code).toBe(2)
    expect(priests.said.at(-1)).toEqual(failure('USAGE', 'none'))
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
})

test('without a majority a decree fails: not known where it was handed over, else certainly not done', async () => {
  await island.raise()
  const president = await island.president()
  const others = island.ready.priests.map(({ name }) => name).filter((name) => name !== president)
  const citizen = island.citizen(president)
  try {
    await citizen.put('x', '1')
    for (const name of others) await island.signal(name, 'SIGSTOP')
    const late = citizen.put('x', '2', { deadlineMs: 2_000 })
    await expect(late).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN', outcome: 'unknown' })

    await island.becomes(president, 'presides no more', (status) => status.president === null)
    const at = ['--at', island.urlOf(president), '--deadline', '3s']
    const after = await run('decree', 'put', 'x', '3', ...at)
    expect(after).toEqual({ code: 1, said: [failure('NO_PRESIDENT', 'none')] })
    expect(await run('inquire', 'x', ...at)).toEqual({ code: 1, said: [failure('NO_PRESIDENT', 'none')] })

    const status = await run('status', '--dir', island.dir)
    expect(status.code).toBe(0)
    const reached = status.said.map(({ name, present }) => [name, present])
    expect(reached).toEqual(island.ready.priests.map(({ name }) => [name, name === president]))

    island.thaw()
    expect(await island.decree('put', 'x', '4')).toMatchObject({ code: 0 })
    expect(await run('inquire', 'x', '--dir', island.dir)).toMatchObject({ code: 0, said: [{ value: '4' }] })
  } finally {
    citizen.close()
  }
})
