import { Ear } from './ear.js'
import { dial, LIMIT_BYTES, openPort } from './port.js'
import type { Scene } from './scene.js'

export function dialling(scene: Scene): void {
  const options = { door: 'peer', timeoutMs: 5_000, maxFrameBytes: LIMIT_BYTES } as const

  test('where nobody listens is refused', async () => {
    const port = await openPort(scene.setting.host)
    await port.close()
    const url = scene.urlOf(port)
    expect(await scene.dial(port)).toEqual(scene.failure('refused', url))
  })

  test('where nothing answers is unreachable, in time', async () => {
    const url = await scene.setting.silentUrl()
    const began = performance.now()
    expect(await dial(scene.setting.dialler, url, { timeoutMs: 100 })).toEqual({
      kind: 'unreachable',
      message: expect.stringContaining('100 ms'),
    })
    expect(performance.now() - began).toBeGreaterThan(98)
  })

  test.each(['', 'ws://', 'nonsense', 'http://127.0.0.1:1', 'ws://127.0.0.1:99999', 'ws+unix:///socket', 'ws://a#b'])(
    'what is no address ("%s") is unreachable',
    async (url) => {
      expect(await dial(scene.setting.dialler, url)).toMatchObject({ kind: 'unreachable' })
    },
  )

  test('a door that is not there is rejected', async () => {
    const port = await scene.open(['peer'])
    expect(await scene.dial(port, { door: 'god' })).toEqual(scene.failure('rejected', '404 Not Found'))
  })

  test('a door that wants nobody more now turns each away with 503, before anybody hears of it', async () => {
    const answers = [true, false, true]
    const addresses: string[] = []
    const mayCome = (address: string) => {
      addresses.push(address)
      return answers.shift() ?? false
    }
    const port = await scene.open(['peer'], { mayCome })
    await scene.reach(port)
    const answer = await scene.dial(port)
    expect(answer).toMatchObject(
      scene.setting.isPage
        ? { kind: 'unreachable' }
        : { kind: 'rejected', message: expect.stringContaining('503 Service Unavailable') },
    )
    await scene.reach(port)
    expect(port.ears.peer.length).toBe(2)
    expect(answers).toEqual([])
    // Of the host alone: the port is another one each time.
    expect(port.ears.peer[0]?.connection.remote).toContain(addresses[0])
    expect(addresses).toEqual(Array(3).fill(addresses[0]))
    expect(addresses[0]).not.toBe('')
  })

  test('a full door rejects until somebody has left', async () => {
    const port = await scene.open(['peer', 'citizen'], { maxConnections: 2 })
    const first = await scene.reach(port)
    await scene.reach(port)
    expect(await scene.dial(port)).toEqual(scene.failure('rejected', scene.setting.full ?? '503 Service Unavailable'))
    await scene.reach(port, { door: 'citizen' })
    first.connection.close(1000, '')
    const firstFar = await port.arrival('peer')
    await firstFar.ends()
    await scene.reach(port)
  })

  test('given up, nobody is called back, and no connection is left', async () => {
    const port = await scene.open()
    let calls = 0
    const giveUp = scene.setting.dialler.dial({ ...options, url: scene.urlOf(port) }, () => calls++)
    giveUp()
    giveUp()
    const near = await scene.reach(port)
    near.connection.close(1000, '')
    const far = await port.arrival('peer')
    await far.ends()
    expect(calls).toBe(0)
  })

  test('a slash at the end of the address makes no difference', async () => {
    const port = await scene.open()
    const outcome = await dial(scene.setting.dialler, `${scene.urlOf(port)}/`)
    expect(outcome).toBeInstanceOf(Ear)
  })

  test('giving up a dial that has succeeded does nothing', async () => {
    const port = await scene.open()
    const near = await new Promise<Ear>((resolve) => {
      const giveUp = scene.setting.dialler.dial({ ...options, url: scene.urlOf(port) }, (connection) => {
        if (connection !== null) resolve(new Ear(connection))
        giveUp()
      })
    })
    near.say('still here')
    const far = await port.arrival('peer')
    expect(await far.hears(1)).toEqual(['still here'])
  })
}
