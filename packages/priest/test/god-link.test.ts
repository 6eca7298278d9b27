import { type CloseReason, type Connection, ManualClock, MemoryHub, MemoryNetwork } from '@paxon/messenger'
import { birthOf, nameOf } from '@paxon/synod'
import { CLOSE, decodeGodMessage, encodeGodMessage, type GodHello, type GodMessage } from '@paxon/wire'
import { GodLink } from '../src/god-link.js'

const HELLO: GodHello = {
  type: 'hello',
  versions: [1, 1],
  name: nameOf('alpha'),
  incarnation: 1,
  birth: birthOf('0123456789abcdef'),
  empty: true,
  founding: null,
  voted: null,
  law: { name: 'law', version: 1 },
  address: { peer: 'ws://alpha:4701', citizens: 'ws://alpha:4701' },
  pid: 1,
}

const urlOf = (host: string): string => `ws://${host}:4700`

/** Hosts in memory; time passes only in `pass`. */
class Hall {
  readonly clock = new ManualClock()
  readonly hub = new MemoryHub({ later: (ms, call) => this.clock.after(ms, call) })

  pass(ms: number): void {
    this.clock.advance(ms)
  }
}

/** God's door at a host, with all that is heard there. */
class God {
  readonly heard: GodMessage[] = []
  readonly closed: CloseReason[] = []
  readonly connections: Connection[] = []
  readonly network: MemoryNetwork

  constructor(hall: Hall, host: string) {
    this.network = new MemoryNetwork(hall.hub, host)
    const onConnection = (connection: Connection): void => {
      this.connections.push(connection)
      connection.onFrame = (frame) => this.heard.push(decodeGodMessage(frame))
      connection.onClose = (reason) => this.closed.push(reason)
    }
    const god = { maxFrameBytes: 1_000_000, maxConnections: 10, onConnection }
    this.network.listen({ host: '', port: 4700, doors: { god }, onGet: () => null }, () => {})
  }

  say(message: GodMessage): void {
    for (const connection of this.connections) connection.send(encodeGodMessage(message))
  }
}

class Priest {
  readonly link: GodLink
  readonly heard: GodMessage[] = []
  readonly news: string[] = []
  readonly dials: { at: number; url: string }[] = []
  hello = HELLO

  constructor(hall: Hall, ...hosts: string[]) {
    const network = new MemoryNetwork(hall.hub, 'alpha')
    this.link = new GodLink({
      network: {
        dial: (options, done) => {
          this.dials.push({ at: hall.clock.now(), url: options.url })
          return network.dial(options, done)
        },
        listen: (options, done) => network.listen(options, done),
      },
      clock: hall.clock,
      chance: () => 0.5,
      urls: hosts.map(urlOf),
      hello: () => this.hello,
      onMessage: (message) => this.heard.push(message),
      onUp: (url) => this.news.push(`up ${url}`),
      onDown: ({ code }) => this.news.push(`down ${code}`),
      onUnproved: (why) => this.news.push(`unproved ${why}`),
    })
    hall.pass(0)
  }
}

/** Long enough for any search to succeed. */
const LONG = 5_000

test('says hello first, then both speak in order', () => {
  const hall = new Hall()
  const god = new God(hall, 'olympus')
  const priest = new Priest(hall, 'olympus')
  priest.link.send({ type: 'presence', present: true })
  god.say({ type: 'absent' })
  god.say({ type: 'present' })
  hall.pass(0)
  expect(priest.news).toEqual(['up ws://olympus:4700'])
  expect(god.heard).toEqual([HELLO, { type: 'presence', present: true }])
  expect(priest.heard).toEqual([{ type: 'absent' }, { type: 'present' }])
})

test('several addresses are tried in turn until god is found', () => {
  const hall = new Hall()
  hall.hub.addHost('sinai')
  const priest = new Priest(hall, 'sinai', 'nowhere', 'olympus')
  hall.pass(100)
  const god = new God(hall, 'olympus')
  hall.pass(LONG)
  expect(priest.dials.slice(0, 4).map(({ url }) => url)).toEqual(['sinai', 'nowhere', 'olympus', 'sinai'].map(urlOf))
  expect(priest.news).toEqual(['up ws://olympus:4700'])
  expect(god.heard).toEqual([HELLO])
})

test('no god in reach: looks for ever, at pauses up to a second, and says nothing', () => {
  const hall = new Hall()
  hall.hub.addHost('olympus')
  const priest = new Priest(hall, 'olympus')
  hall.pass(60_000)
  const pauses = priest.dials.slice(1).map(({ at }, index) => at - (priest.dials[index]?.at ?? 0))
  expect(pauses.slice(0, 8)).toEqual([20, 40, 80, 160, 320, 640, 1_000, 1_000])
  expect(priest.dials.length).toBeGreaterThan(60)
  expect(priest.news).toEqual([])
  expect(priest.link.isUp).toBe(false)
  priest.link.send({ type: 'presence', present: true })
})

test('a god that dies is missed, and the next one at its place is told hello as it is then', () => {
  const hall = new Hall()
  const god = new God(hall, 'olympus')
  const priest = new Priest(hall, 'olympus')
  hall.pass(LONG)
  god.network.kill()
  hall.pass(0)
  expect(priest.news.at(-1)).toBe('down 1006')
  expect(priest.dials.at(-1)?.at).toBe(LONG)
  priest.hello = { ...HELLO, empty: false }
  hall.pass(LONG)
  const next = new God(hall, 'olympus')
  hall.pass(LONG)
  expect(next.heard).toEqual([priest.hello])
  expect(priest.news).toEqual(['up ws://olympus:4700', 'down 1006', 'up ws://olympus:4700'])
})

test('one that lets the priest in and then closes is not dialed in a busy loop', () => {
  const hall = new Hall()
  const god = new God(hall, 'olympus')
  const priest = new Priest(hall, 'olympus')
  for (let ms = 0; ms < 10_000; ms++) {
    for (const connection of god.connections.splice(0)) connection.close(CLOSE.VERSION, 'too old')
    hall.pass(1)
  }
  expect(priest.dials.length).toBeLessThan(20)
})

test('what cannot be read closes the connection with a reason, and god is looked for again', () => {
  const hall = new Hall()
  const god = new God(hall, 'olympus')
  const priest = new Priest(hall, 'olympus')
  god.connections[0]?.send([new Uint8Array(3)])
  god.say({ type: 'absent' })
  hall.pass(LONG)
  expect(god.closed).toEqual([{ code: CLOSE.BAD_FRAME, reason: 'a frame is shorter than its first four bytes' }])
  expect(priest.heard).toEqual([])
  expect(priest.news).toEqual(['up ws://olympus:4700', `down ${CLOSE.BAD_FRAME}`, 'up ws://olympus:4700'])
})

test('P32: a god that takes nothing is given up', () => {
  const hall = new Hall()
  new God(hall, 'olympus')
  const priest = new Priest(hall, 'olympus')
  hall.hub.cut('alpha', 'olympus')
  for (let sent = 0; sent < 100_000; sent++) priest.link.send({ type: 'presence', present: true })
  hall.pass(0)
  expect(priest.news).toEqual(['up ws://olympus:4700', 'down 1006'])
})

test('other addresses: a connection to one that stays is kept, one to another is closed and the new ones are dialed', () => {
  const hall = new Hall()
  const [first, second] = [new God(hall, 'olympus'), new God(hall, 'sinai')]
  const priest = new Priest(hall, 'olympus')
  priest.link.setUrls([urlOf('sinai'), urlOf('olympus')])
  hall.pass(0)
  expect(priest.dials.length).toBe(1)
  priest.link.setUrls([urlOf('sinai')])
  hall.pass(0)
  expect(first.closed.map(({ code }) => code)).toEqual([CLOSE.GOING])
  expect(second.heard).toEqual([HELLO])
  priest.link.setUrls([])
  hall.pass(LONG)
  expect(priest.news).toEqual(['up ws://olympus:4700', 'up ws://sinai:4700'])
  expect(priest.dials.length).toBe(2)
  priest.link.setUrls([urlOf('olympus')])
  hall.pass(0)
  expect(priest.link.isUp).toBe(true)
})

test('after kept addresses changed, the search goes on among the new ones', () => {
  const hall = new Hall()
  const [first] = [new God(hall, 'olympus'), new God(hall, 'sinai')]
  const priest = new Priest(hall, 'olympus')
  priest.link.setUrls([urlOf('sinai'), urlOf('olympus')])
  hall.pass(LONG)
  first.network.kill()
  hall.pass(0)
  expect(priest.news).toEqual(['up ws://olympus:4700', 'down 1006', 'up ws://sinai:4700'])
})

test('closed, up or searching, it says goodbye and nothing happens any more', () => {
  const hall = new Hall()
  const god = new God(hall, 'olympus')
  hall.hub.addHost('nowhere')
  const up = new Priest(hall, 'olympus')
  up.link.close()
  up.link.send({ type: 'presence', present: true })
  const searching = new Priest(hall, 'nowhere')
  searching.link.close()
  hall.pass(0)
  expect(god.closed.map(({ code }) => code)).toEqual([CLOSE.GOING])
  expect([up.news, searching.news]).toEqual([['up ws://olympus:4700'], []])
  expect([up.link.isUp, hall.clock.pending]).toEqual([false, 0])
})
