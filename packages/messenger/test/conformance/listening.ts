import { Ear } from './ear.js'
import { openPort } from './port.js'
import type { Scene } from './scene.js'

export function listening(scene: Scene): void {
  test('one port has several doors, and each gets its own', async () => {
    const port = await scene.open(['peer', 'citizen'])
    const peer = await scene.reach(port)
    const citizen = await scene.reach(port, { door: 'citizen' })
    peer.say('from a peer')
    citizen.say('from a citizen')
    const [atPeers, atCitizens] = [await port.arrival('peer'), await port.arrival('citizen')]
    expect([await atPeers.hears(1), await atCitizens.hears(1)]).toEqual([['from a peer'], ['from a citizen']])
    expect([port.ears.peer.length, port.ears.citizen.length]).toEqual([1, 1])
  })

  test('where somebody listens already fails with EADDRINUSE, and the address', async () => {
    const first = await scene.open()
    const { port } = first.listener
    await expect(openPort(scene.setting.host, ['peer'], { port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: expect.stringContaining(`${port}`),
    })
    expect(await scene.dial(first)).toBeInstanceOf(Ear)
  })

  test('GETs are answered by onGet, and 404 where it has none', async () => {
    const onGet = (path: string) => (path === '/live' ? { status: 503, body: 'the disk hangs' } : null)
    const { listener } = await scene.open(['peer'], { onGet })
    expect(await scene.setting.get(listener.port, '/live')).toEqual({ status: 503, body: 'the disk hangs' })
    expect(await scene.setting.get(listener.port, '/other')).toMatchObject({ status: 404 })
  })

  test('closing ends all connections with 1001 and frees the port', async () => {
    const port = await openPort(scene.setting.host, ['peer', 'citizen'])
    const near = [await scene.reach(port), await scene.reach(port, { door: 'citizen' })]
    await port.close()
    const ears = [...near, ...port.ears.peer, ...port.ears.citizen]
    for (const ear of ears) expect(await ear.ends()).toMatchObject({ code: 1001 })
    expect(ears.length).toBe(4)
    const { port: number } = port.listener
    const again = await scene.open(['peer'], { port: number })
    expect(again.listener.port).toBe(number)
    await scene.reach(again)
  })

  test('closing twice calls back twice', async () => {
    const port = await openPort(scene.setting.host)
    await Promise.all([port.close(), port.close()])
    await port.close()
  })

  test('who dials while it closes is not let in', async () => {
    const port = await openPort(scene.setting.host)
    await scene.reach(port)
    const closing = port.close()
    expect(await scene.dial(port)).toMatchObject({ kind: expect.stringMatching(/refused|unreachable/) })
    await closing
    expect(port.ears.peer.length).toBe(1)
  })
}
