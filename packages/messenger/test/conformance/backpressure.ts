import type { Connection } from '../../src/index.js'
import { HIGH_WATER_BYTES, type Scene } from './scene.js'

export function backpressure(scene: Scene): void {
  const chunk = new Uint8Array(64 * 1024)

  test('P32: send answers false above the mark, and onDrain comes, once, when half is gone', async () => {
    const { near, far } = await scene.meet()
    let bufferedAtDrain = Number.POSITIVE_INFINITY
    const { onDrain } = near.connection
    near.connection.onDrain = () => {
      bufferedAtDrain = near.connection.bufferedBytes
      onDrain()
    }
    let sent = 1
    while (near.connection.send([chunk]) && sent < 100) sent++
    expect(near.connection.bufferedBytes).toBeGreaterThan(HIGH_WATER_BYTES)
    expect(near.connection.bufferedBytes).toBeLessThan(HIGH_WATER_BYTES + 2 * chunk.length)
    expect(near.drains).toBe(0)
    await near.until('a drain', () => near.drains > 0)
    expect(bufferedAtDrain).toBeLessThanOrEqual(HIGH_WATER_BYTES / 2)
    expect(near.connection.send([chunk])).toBe(true)
    await far.hears(sent + 1)
    expect(near.drains).toBe(1)
  })

  test('what was sent in spite of it arrives, in order', async () => {
    const { near, far } = await scene.meet()
    for (let n = 0; n < 100; n++) near.say(`${n}`.padEnd(64 * 1024))
    const heard = await far.hears(100)
    expect(heard.map((text) => text.trim())).toEqual(Array.from({ length: 100 }, (_, n) => `${n}`))
  })

  test('bufferedBytes is what the kernel has no room for, and then nothing', async () => {
    const { near, far } = await scene.meet()
    for (let n = 0; n < 100; n++) near.connection.send([chunk])
    const buffered = near.connection.bufferedBytes
    // The socket that stands for a page's gives all away within the call.
    expect(buffered > 0 || scene.setting.isPage === true).toBe(true)
    expect(buffered).toBeLessThanOrEqual(100 * (chunk.length + 16))
    await far.hears(100)
    expect(near.connection.bufferedBytes).toBe(0)
  })

  test.each([
    ['closed', (connection: Connection) => connection.close(4001, '')],
    ['terminated', (connection: Connection) => connection.terminate()],
  ])('a connection that was %s does not drain', async (_how, end) => {
    const { near } = await scene.meet()
    for (let n = 0; n < 100; n++) near.connection.send([chunk])
    end(near.connection)
    await near.ends()
    expect(near.drains).toBe(0)
  })
}
