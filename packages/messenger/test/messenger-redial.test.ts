import { birthOf } from '@paxon/synod'
import { CLOSE } from '@paxon/wire'
import { MESSENGER_LIMITS, MemoryNetwork } from '../src/index.js'
import { ALPHA, ask, BETA, GAMMA, Hall, helloOf, StrangeDoor, urlOf } from './messenger-hall.js'

/** Longer than any connection must last, and than any pause, so that the next redial comes at once. */
const LONG = 1_000

/** Alpha and beta, met long ago. */
function oldFriends() {
  const hall = new Hall()
  const [alpha, beta] = hall.met(ALPHA, BETA)
  if (alpha === undefined || beta === undefined) throw new Error('two names make two priests')
  hall.pass(LONG)
  return { hall, alpha, beta }
}

describe('redialing', () => {
  test.each([0, 0.5, 0.999])('pauses double from 20 ms to 500 ms, times 0.5 + chance (%d)', (chance) => {
    const hall = new Hall()
    const alpha = hall.priest(ALPHA, { chance: () => chance })
    new StrangeDoor(hall, BETA, null, 0)
    alpha.knows(BETA)
    hall.pass(5_000)
    const pauses = alpha.dials.slice(1, 9).map((time, index) => (time - (alpha.dials[index] ?? 0)) / (0.5 + chance))
    expect(pauses.map((pause) => Math.round(pause))).toEqual([20, 40, 80, 160, 320, 500, 500, 500])
  })

  test('a connection that lasted is dialed again at once, a short one after a pause', () => {
    const hall = new Hall()
    const alpha = hall.priest(ALPHA)
    const door = new StrangeDoor(hall, BETA, helloOf(BETA))
    alpha.knows(BETA)
    hall.pass(LONG)
    door.newest.terminate()
    hall.settle()
    expect(alpha.dials).toEqual([0, LONG])
    door.newest.terminate()
    hall.pass(LONG)
    expect(alpha.dials).toEqual([0, LONG, LONG + 20])
    expect(alpha.news).toEqual(['met beta out', 'lost beta', 'met beta out', 'lost beta', 'met beta out'])
  })

  test('a peer that dies is known to be lost, then to be gone, without any time passing', () => {
    const { hall, alpha, beta } = oldFriends()
    beta.network.kill()
    hall.settle()
    expect(alpha.news).toEqual(['lost beta', 'refused beta'])
    expect(alpha.dials).toEqual([LONG])
  })

  test('what is known already is not told again', () => {
    const { hall, alpha, beta } = oldFriends()
    beta.network.kill()
    hall.pass(10 * LONG)
    expect(alpha.dials.length).toBeGreaterThan(10)
    expect(alpha.news).toEqual(['lost beta', 'refused beta'])
  })

  test('refused, unreachable and refused again are each told', () => {
    const { hall, alpha, beta } = oldFriends()
    beta.network.kill()
    hall.pass(LONG)
    hall.hub.cut(ALPHA, BETA)
    hall.pass(3 * LONG)
    hall.hub.mend(ALPHA, BETA)
    hall.pass(3 * LONG)
    expect(alpha.news).toEqual(['lost beta', 'refused beta', 'lost beta', 'refused beta'])
  })

  test('a host that is not there, and a door that is full, are no proof that the process is gone', () => {
    const hall = new Hall()
    const alpha = hall.priest(ALPHA)
    new StrangeDoor(hall, BETA, null, 0)
    alpha.knows(BETA, GAMMA)
    hall.pass(LONG)
    expect(alpha.news.sort()).toEqual(['lost beta', 'lost gamma'])
  })

  test('a peer that comes back is met again, and what is said then arrives', () => {
    const { hall, alpha, beta } = oldFriends()
    beta.network.kill()
    hall.pass(LONG)
    alpha.forget()
    const again = hall.priest(BETA)
    hall.pass(LONG)
    alpha.say(BETA, ask(1))
    hall.settle()
    expect(alpha.news).toEqual(['met beta out'])
    expect(again.heard).toEqual([ask(1)])
  })

  test('P29: a peer that dials us is dialed at once, however long the pause', () => {
    const { hall, alpha, beta } = oldFriends()
    beta.network.kill()
    hall.pass(10 * LONG)
    alpha.forget()
    const again = hall.priest(BETA)
    again.knows(ALPHA)
    hall.settle()
    expect(alpha.news).toEqual(['met beta in', 'met beta out'])
  })

  test('P29: a peer that dials us while our own dial gets no answer is dialed as soon as that has failed', () => {
    const hall = new Hall()
    const alpha = hall.priest(ALPHA)
    const beta = hall.priest(BETA)
    hall.hub.cut(ALPHA, BETA)
    alpha.knows(BETA)
    hall.pass(10 * LONG)
    for (const dials = alpha.dials.length; alpha.dials.length === dials; ) hall.pass(1)
    const dialed = hall.clock.now()
    hall.pass(1)
    hall.hub.mend(ALPHA, BETA)
    beta.knows(ALPHA)
    hall.settle()
    expect([alpha.messenger.isConnected(BETA), alpha.news.at(-1)]).toEqual([false, 'met beta in'])
    hall.pass(LONG)
    expect(alpha.dials.at(-1)).toBe(dialed + MESSENGER_LIMITS.dialMs)
    expect(alpha.messenger.isConnected(BETA)).toBe(true)
  })

  test('a peer that died after it had dialed us again is told to be gone again', () => {
    const { hall, alpha, beta } = oldFriends()
    beta.network.kill()
    hall.settle()
    alpha.forget()
    const passerBy = hall.stranger(ALPHA)
    passerBy.greet(helloOf(BETA))
    hall.settle()
    expect(alpha.news).toEqual(['met beta in', 'refused beta'])
  })

  test('P29: a connection to an earlier process of the peer is given up when the later one dials', () => {
    for (const later of [{ start: 2 }, { birth: birthOf('0123456789abcdef') }]) {
      const { hall, alpha } = oldFriends()
      const passerBy = hall.stranger(ALPHA)
      passerBy.greet(helloOf(BETA, later))
      hall.settle()
      expect(alpha.news.filter((news) => news !== 'met beta in')).toEqual(['lost beta', 'met beta out'])
    }
    const { hall, alpha } = oldFriends()
    hall.stranger(ALPHA).greet(helloOf(BETA))
    hall.settle()
    expect(alpha.news.filter((news) => news !== 'met beta in')).toEqual([])
  })

  test('a peer that takes the hello and closes is not dialed in a busy loop', () => {
    const hall = new Hall()
    const alpha = hall.priest(ALPHA)
    const network = new MemoryNetwork(hall.hub, BETA)
    const beta = hall.priest(BETA, { host: 'elsewhere' })
    beta.verdict = { code: CLOSE.WRONG_PARLIAMENT, reason: 'another parliament' }
    const doors = { peer: beta.messenger.door }
    network.listen({ host: '', port: 4700, doors, onGet: () => null }, () => {})
    alpha.knows(BETA)
    hall.pass(5_000)
    expect(alpha.dials.length).toBeLessThan(20)
    expect(alpha.news).toEqual(['lost beta'])
  })

  test('two processes with one name that replace each other do so at most as often as dials may be', () => {
    const hall = new Hall()
    const alpha = hall.priest(ALPHA)
    const twins = ['left', 'right'].map((host) => hall.priest(BETA, { host }))
    for (const twin of twins) twin.knows(ALPHA)
    hall.pass(10_000)
    expect(alpha.news.length).toBeLessThan(60)
  })
})

describe('addresses', () => {
  test('new ones are dialed, those gone are let go of, the same are left alone', () => {
    const hall = new Hall()
    const [alpha, beta, gamma] = [ALPHA, BETA, GAMMA].map((name) => hall.priest(name))
    alpha?.knows(ALPHA, BETA)
    hall.settle()
    alpha?.knows(ALPHA, BETA, GAMMA)
    hall.settle()
    expect(alpha?.news).toEqual(['met beta out', 'met gamma out'])
    expect(alpha?.dials.length).toBe(2)
    alpha?.knows(ALPHA, GAMMA)
    hall.pass(LONG)
    expect(alpha?.messenger.connectedNames()).toEqual([GAMMA])
    expect(alpha?.dials.length).toBe(2)
    expect(alpha?.news).toEqual(['met beta out', 'met gamma out'])
    expect([beta?.news, gamma?.news]).toEqual([['met alpha in'], ['met alpha in']])
  })

  test('a changed one is dialed at once, and a dial of the old one comes to nothing', () => {
    const hall = new Hall()
    const alpha = hall.priest(ALPHA)
    hall.hub.addHost('void')
    hall.hub.cut('void', ALPHA)
    hall.priest(BETA, { host: 'new-place' })
    alpha.messenger.setAddresses(new Map([[BETA, urlOf('void')]]))
    hall.settle()
    alpha.messenger.setAddresses(new Map([[BETA, urlOf('new-place')]]))
    hall.settle()
    hall.hub.mend('void', ALPHA)
    hall.pass(3 * LONG)
    expect(alpha.news).toEqual(['met beta out'])
  })
})

describe('presence', () => {
  test('an absent priest cuts all, lets nobody in and dials nobody', () => {
    const { hall, alpha, beta } = oldFriends()
    const unproved = hall.stranger(ALPHA)
    alpha.messenger.setPresent(false)
    alpha.knows(BETA, GAMMA)
    hall.pass(3 * LONG)
    expect(unproved.closed?.code).toBe(CLOSE.ABSENT)
    expect(hall.stranger(ALPHA).closed?.code).toBe(CLOSE.ABSENT)
    expect(beta.news).toEqual(['lost alpha'])
    expect(beta.messenger.isConnected(ALPHA)).toBe(false)
    expect(alpha.messenger.connectedNames()).toEqual([])
    expect(alpha.dials).toEqual([])
    expect(alpha.news).toEqual([])
  })

  test('present again it dials at once, and so do those it dials', () => {
    const { hall, alpha, beta } = oldFriends()
    alpha.messenger.setPresent(false)
    hall.pass(3 * LONG)
    alpha.forget()
    beta.forget()
    alpha.messenger.setPresent(true)
    alpha.messenger.setPresent(true)
    hall.settle()
    expect(alpha.news.sort()).toEqual(['met beta in', 'met beta out'])
    expect(beta.news.sort()).toEqual(['met alpha in', 'met alpha out'])
  })

  test('with news of itself a priest greets all its peers anew, and none is told to be lost', () => {
    const { hall, alpha, beta } = oldFriends()
    alpha.hello = helloOf(ALPHA, { incarnation: 2 })
    alpha.messenger.greetAnew()
    hall.settle()
    alpha.say(BETA, ask(1))
    hall.settle()
    expect(alpha.news).toEqual(['met beta out'])
    expect(beta.news).toEqual(['met alpha in'])
    expect(beta.frames[0]?.from.incarnation).toBe(2)
  })

  test('closed, it says goodbye behind what was flushed, and nothing happens any more', () => {
    const { hall, alpha, beta } = oldFriends()
    const unproved = hall.stranger(ALPHA)
    alpha.say(BETA, ask(1))
    alpha.messenger.close()
    alpha.messenger.close()
    alpha.messenger.setPresent(false)
    alpha.messenger.setPresent(true)
    alpha.messenger.greetAnew()
    alpha.knows(GAMMA)
    hall.settle()
    expect(beta.heard).toEqual([ask(1)])
    expect(beta.news[0]).toBe('lost alpha')
    expect(unproved.closed?.code).toBe(CLOSE.GOING)
    expect(alpha.news).toEqual([])
    beta.messenger.close()
    hall.settle()
    expect(hall.clock.pending).toBe(0)
  })
})
