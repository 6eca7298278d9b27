import type { Connection } from '../../src/index.js'
import type { Scene } from './scene.js'

export function ending(scene: Scene): void {
  test('close tells both ends code and reason, once, behind the frames sent before', async () => {
    const { near, far } = await scene.meet()
    near.say('last')
    near.connection.close(4001, 'because')
    near.connection.close(4002, 'not this')
    const reason = { code: 4001, reason: 'because' }
    expect([await near.ends(), await far.ends()]).toEqual([reason, reason])
    expect(far.texts).toEqual(['last'])
    expect([near.closes.length, far.closes.length]).toEqual([1, 1])
  })

  test('who let the other in may close as well', async () => {
    const { near, far } = await scene.meet()
    far.connection.close(4003, 'enough')
    const reason = { code: 4003, reason: 'enough' }
    expect([await near.ends(), await far.ends()]).toEqual([reason, reason])
  })

  test('at the moment of coming in too', async () => {
    const port = await scene.open()
    const dialled = scene.reach(port)
    const far = await port.arrival('peer')
    far.connection.close(4004, 'not now')
    const near = await dialled
    expect(await near.ends()).toEqual({ code: 4004, reason: 'not now' })
  })

  test('ends that close at once each hear their own reason', async () => {
    const { near, far } = await scene.meet()
    near.connection.close(4001, 'near')
    far.connection.close(4002, 'far')
    expect([(await near.ends())?.code, (await far.ends())?.code]).toEqual([4001, 4002])
  })

  test('after close nothing is heard or sent, and no handler is called from within', async () => {
    const { near, far } = await scene.meet()
    for (let n = 0; n < 100; n++) far.say(`${n}`)
    near.connection.close(4001, '')
    expect(near.say('too late')).toBe(true)
    expect(near.closes).toEqual([])
    await near.ends()
    await far.ends()
    expect([near.frames, far.frames]).toEqual([[], []])
  })

  test.each([
    ['closes', (connection: Connection) => connection.close(4001, 'one is enough')],
    ['terminates', (connection: Connection) => connection.terminate()],
  ])('frames behind the one at which the hearer %s are not heard', async (_how, end) => {
    const { near, far } = await scene.meet()
    const { onFrame } = far.connection
    far.connection.onFrame = (frame) => {
      onFrame(frame)
      end(far.connection)
    }
    for (let n = 0; n < 10; n++) near.say(`${n}`)
    await far.ends()
    expect(far.texts).toEqual(['0'])
  })

  test('a reason that is too long is cut at the end of a character', async () => {
    const { near, far } = await scene.meet()
    near.connection.close(4001, 'é'.repeat(100))
    const reason = 'é'.repeat(61)
    expect([(await near.ends())?.reason, (await far.ends())?.reason]).toEqual([reason, reason])
  })

  test.each([1005, 1006, 1015, 999, 5000, 4000.5])('a code that may not be sent (%d) is refused', async (code) => {
    const { near, far } = await scene.meet()
    expect(() => near.connection.close(code, '')).toThrow(RangeError)
    near.say('still open')
    expect(await far.hears(1)).toEqual(['still open'])
  })

  test('terminate tells both ends 1006, once, and not from within', async () => {
    const { near, far } = await scene.meet()
    near.connection.terminate()
    near.connection.terminate()
    expect(near.closes).toEqual([])
    const ends = [await near.ends(), await far.ends()]
    expect(ends).toEqual([1006, scene.saidBy(1006)].map((code) => ({ code, reason: '' })))
    near.connection.close(4001, '')
    expect([near.closes.length, far.closes.length]).toEqual([1, 1])
  })

  test('terminate cuts a goodbye short that nobody has answered, with the reason given', async () => {
    const { near } = await scene.meet()
    near.connection.close(4001, 'because')
    near.connection.terminate()
    expect(await near.ends()).toEqual({ code: 4001, reason: 'because' })
  })
}
