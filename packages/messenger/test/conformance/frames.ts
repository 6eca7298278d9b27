import { LIMIT_BYTES } from './port.js'
import type { Scene } from './scene.js'

export function frames(scene: Scene): void {
  test('arrive both ways, parts joined, in the order sent, many in one turn', async () => {
    const { near, far } = await scene.meet()
    const sent = Array.from({ length: 5_000 }, (_, n) => `frame ${n}`)
    for (const text of sent) near.say(text.slice(0, 3), '', text.slice(3))
    for (const text of sent) far.say('b', text)
    expect(await far.hears(sent.length)).toEqual(sent)
    expect(await near.hears(sent.length)).toEqual(sent.map((text) => `b${text}`))
  })

  test('may be empty', async () => {
    const { near, far } = await scene.meet()
    near.connection.send([])
    near.say('', '')
    near.say('behind')
    expect(await far.hears(3)).toEqual(['', '', 'behind'])
  })

  test('of all lengths about which something changes arrive both ways, in order', async () => {
    const { near, far } = await scene.meet()
    const lengths = [1, 124, 125, 126, 127, 255, 256, 4_095, 4_096, 4_097, 65_535, 65_536, 65_537]
    const texts = lengths.flatMap((length) => [`${length}`.padEnd(length, 'abc').slice(0, length), `behind ${length}`])
    for (const text of texts) near.say(text)
    for (const text of texts) far.say(text)
    expect(await far.hears(texts.length)).toEqual(texts)
    expect(await near.hears(texts.length)).toEqual(texts)
  })

  test('sent as soon as a connection comes in are heard by who dialled', async () => {
    const port = await scene.open()
    const dialled = scene.reach(port)
    const far = await port.arrival('peer')
    far.say('welcome')
    const near = await dialled
    expect(await near.hears(1)).toEqual(['welcome'])
  })

  test('are plain Uint8Arrays that keep their bytes', async () => {
    const { near, far } = await scene.meet()
    near.say('first')
    await far.hears(1)
    for (let n = 0; n < 100; n++) near.connection.send([new Uint8Array(50_000).fill(n)])
    await far.hears(101)
    expect(far.texts[0]).toBe('first')
    expect(far.frames.filter((frame) => Object.getPrototypeOf(frame) !== Uint8Array.prototype)).toEqual([])
  })

  test('as large as the limit arrive whole', async () => {
    const { near, far } = await scene.meet()
    const half = new Uint8Array(LIMIT_BYTES / 2).map((_, at) => at % 251)
    near.connection.send([half, half])
    await far.hears(1)
    expect(Buffer.concat([half, half]).equals(far.frames[0] ?? half)).toBe(true)
  })

  test('P33: above the limit end that connection with 1009, at both ends, and no other', async () => {
    const { port, near, far } = await scene.meet({ maxFrameBytes: 1_000 })
    const other = await scene.reach(port)
    near.connection.send([new Uint8Array(600), new Uint8Array(401)])
    near.say('never heard')
    expect([(await near.ends())?.code, (await far.ends())?.code]).toEqual([1009, 1009])
    expect(far.frames).toEqual([])
    other.connection.send([new Uint8Array(1_000)])
    const otherFar = await port.arrival('peer', 2)
    await otherFar.hears(1)
  })

  test('P33: above the limit of who dialled end the connection as well', async () => {
    const port = await scene.open()
    const near = await scene.reach(port, { maxFrameBytes: 1_000 })
    const far = await port.arrival('peer')
    far.connection.send([new Uint8Array(1_001)])
    expect([(await near.ends())?.code, (await far.ends())?.code]).toEqual([1009, scene.saidBy(1009)])
  })
}
