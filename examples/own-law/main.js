import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Citizen } from '@paxon/citizen'
import { God } from '@paxon/god'
import { systemClock, WebSocketNetwork } from '@paxon/messenger'
import { Priest } from '@paxon/priest'
import pino from 'pino'
import Bank, { bytesOf, read } from './bank.js'

/**
 * A parliament inside of a program, with a law of its own. Here all three priests are in one process, so that one command shows
 * it; where it matters each is in the program that runs on its own machine, and god is `npx @paxon/parliament god`.
 */
const names = ['alpha', 'beta', 'gamma']
const dir = await mkdtemp(join(tmpdir(), 'bank-'))
const host = '127.0.0.1'

let tell
const founded = new Promise((found, fail) => {
  tell = { onFounded: found, onStopped: (why) => fail(new Error(why)), onMet() {}, onLost() {}, async onDown() {} }
})
const god = new God({
  names,
  host,
  port: 0,
  network: new WebSocketNetwork(),
  clock: systemClock,
  chance: Math.random,
  randomHex: (bytes) => randomBytes(bytes).toString('hex'),
  logger: pino({ level: 'silent' }),
  listener: tell,
})
await god.enter()

const priests = names.map(
  (name) => new Priest({ name, dir, listen: { host, port: 0 }, god: [`ws://${host}:${god.port}`], law: new Bank() }),
)
await Promise.all(priests.map((priest) => priest.enter()))
await founded

const bank = await Citizen.connect({ at: priests.map((priest) => priest.status().url) })
const transfer = async (from, to, amount) => {
  const { answer } = await bank.propose(bytesOf({ from, to, amount }))
  console.log(`${from ?? 'paid in'} → ${to}, ${amount}: ${read(answer).ok ? 'done' : 'refused'}`)
}
const balance = async (account) => read((await bank.inquire(bytesOf({ account }))).answer).balance

await transfer(null, 'ada', 100)
await transfer('ada', 'bob', 30)
await transfer('bob', 'ada', 31)
console.log(`ada has ${await balance('ada')}, bob has ${await balance('bob')}`)

bank.close()
await Promise.all(priests.map((priest) => priest.leave({ all: true })))
await god.close()
await rm(dir, { recursive: true })
