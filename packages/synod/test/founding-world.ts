import {
  ALPHA_DEFAULT,
  birthOf,
  Founder,
  type FounderWord,
  type Founding,
  type FoundingBallot,
  type FoundingMessage,
  FoundingPriest,
  foundingBallotText,
  type Identity,
  type Inscribed,
  inscribe,
  type LedgerRecord,
  type Name,
  nameOf,
  nothingInscribed,
} from '../src/index.js'

const LAW = { name: 'kv', version: 1 }

/** A priest with a ledger that loses what was not synced, and with the answers that wait for the sync. */
interface WorldPriest {
  me: Identity
  empty: boolean
  durable: LedgerRecord[]
  unsynced: LedgerRecord[]
  held: { god: string; message: FoundingMessage }[]
  inscribed: Inscribed
  half: FoundingPriest
}

export type Flight =
  | { readonly kind: 'to priest'; readonly god: string; readonly priest: Name; readonly message: FoundingMessage }
  | { readonly kind: 'to god'; readonly god: string; readonly priest: Name; readonly message: FoundingMessage }

/** Gods, priests and what is on its way between them. Nothing happens by itself; `said` tells all that did, as prose. */
export class FoundingWorld {
  readonly said: string[] = []
  readonly gods = new Map<string, Founder>()
  readonly priests = new Map<Name, WorldPriest>()
  readonly flying: Flight[] = []
  /** Every vote that was ever durable, by whoever watches from outside. */
  readonly votes: { by: Identity; ballot: FoundingBallot; founding: Founding }[] = []
  private births = 0

  constructor(names: readonly string[]) {
    for (const name of names) this.priests.set(nameOf(name), this.newPriest(nameOf(name)))
  }

  startGod(id: string, names: readonly string[]): void {
    const parliament = id.padStart(32, '0')
    const founder = new Founder({ names: names.map(nameOf), god: id, parliament, alpha: ALPHA_DEFAULT })
    this.gods.set(id, founder)
    for (const name of this.priests.keys()) this.meet(id, name)
  }

  killGod(id: string): void {
    this.gods.delete(id)
    this.drop((flight) => flight.god === id)
    for (const priest of this.priests.values()) priest.held = priest.held.filter((held) => held.god !== id)
  }

  beat(id: string): void {
    this.send(id, this.god(id).beat())
  }

  /** The connection is made anew: what was on its way is lost. */
  meet(id: string, name: Name): void {
    const { me, empty, inscribed } = this.priest(name)
    this.part(id, name)
    const { founding, foundingVote } = durableSum(this.priest(name))
    this.say(`${name} meets god-${id}${inscribed.founding === null ? '' : ', founded'}`)
    const hello = { ...me, empty, founding, voted: foundingVote?.founding ?? null, law: LAW }
    this.send(id, this.god(id).met(hello))
    this.sayStopped(id)
  }

  part(id: string, name: Name): void {
    this.drop((flight) => flight.god === id && flight.priest === name)
    this.priest(name).held = this.priest(name).held.filter((held) => held.god !== id)
    this.god(id).lost(name)
  }

  /** Hands over one message; `keep` leaves a second copy of it on its way. */
  deliver(index: number, keep = false): void {
    const flight = this.flying[index]
    if (flight === undefined) return
    if (!keep) this.flying.splice(index, 1)
    if (flight.kind === 'to god') {
      this.say(`god-${flight.god} hears ${flight.priest}: ${messageText(flight.message)}`)
      this.send(flight.god, this.god(flight.god).received(flight.priest, flight.message))
      this.sayStopped(flight.god)
      return
    }
    const priest = this.priest(flight.priest)
    this.say(`${flight.priest} hears god-${flight.god}: ${messageText(flight.message)}`)
    const effects = priest.half.received(flight.message)
    priest.unsynced.push(...effects.writes)
    for (const record of effects.writes) this.say(`  ${flight.priest} writes ${recordText(record)}`)
    priest.held.push(...effects.afterSync.map((message) => ({ god: flight.god, message })))
    for (const message of effects.now) this.flying.push({ ...flight, kind: 'to god', message })
  }

  sync(name: Name): void {
    const priest = this.priest(name)
    for (const record of priest.unsynced)
      if (record.type === 'FoundingVoted')
        this.votes.push({ by: priest.me, ballot: record.ballot, founding: record.founding })
    priest.durable.push(...priest.unsynced)
    priest.unsynced = []
    for (const { god, message } of priest.held) this.flying.push({ kind: 'to god', god, priest: name, message })
    priest.held = []
  }

  /** Stops a priest and starts it over what it had synced. */
  crash(name: Name): void {
    const priest = this.priest(name)
    this.say(`${name} dies and comes back`)
    priest.unsynced = []
    priest.inscribed = durableSum(priest)
    priest.half = new FoundingPriest(priest.me, priest.inscribed, priest.empty)
    for (const id of this.gods.keys()) this.meet(id, name)
  }

  /** Its folder is gone: it comes back under a new birth. */
  wipe(name: Name): void {
    this.say(`${name} loses its folder and comes back`)
    this.priests.set(name, this.newPriest(name))
    for (const id of this.gods.keys()) this.meet(id, name)
  }

  /** One founded priest shakes hands with another. */
  tell(from: Name, to: Name): void {
    const { founding } = durableSum(this.priest(from))
    if (founding === null) return
    const { heard, writes } = this.priest(to).half.heardFounding(founding)
    this.priest(to).unsynced.push(...writes)
    this.say(`${to} hears ${from}: founded, and is ${heard}`)
    for (const record of writes) this.say(`  ${to} writes ${recordText(record)}`)
  }

  /** Everything on its way arrives, everything written is synced, until nothing more happens. */
  settle(): void {
    while (this.flying.length > 0 || [...this.priests.values()].some((priest) => priest.held.length > 0)) {
      while (this.flying.length > 0) this.deliver(0)
      for (const name of this.priests.keys()) this.sync(name)
    }
    for (const name of this.priests.keys()) this.sync(name)
  }

  founding(name: string): Founding | null {
    return durableSum(this.priest(nameOf(name))).founding
  }

  doubted(name: string): string | null {
    return durableSum(this.priest(nameOf(name))).doubted
  }

  /** The foundings for which, in one ballot, every seat of the roll has a durable vote. */
  passed(): Founding[] {
    const ballots = new Map(this.votes.map((vote) => [foundingBallotText(vote.ballot), vote]))
    const foundings = [...ballots].flatMap(([text, { founding }]) => {
      const voters = this.votes.filter((vote) => foundingBallotText(vote.ballot) === text).map((vote) => vote.by.birth)
      return founding.roll.every((seat) => voters.includes(seat.birth)) ? [founding] : []
    })
    return [...new Map(foundings.map((founding) => [JSON.stringify(founding), founding])).values()]
  }

  god(id: string): Founder {
    const founder = this.gods.get(id)
    if (founder === undefined) throw new Error(`there is no god-${id}`)
    return founder
  }

  priest(name: Name): WorldPriest {
    const priest = this.priests.get(name)
    if (priest === undefined) throw new Error(`there is no ${name}`)
    return priest
  }

  private newPriest(name: Name): WorldPriest {
    this.births += 1
    const me = { name, incarnation: 1, birth: birthOf(String(this.births).padStart(16, '0')) }
    const inscribed = nothingInscribed()
    const half = new FoundingPriest(me, inscribed, true)
    return { me, empty: true, durable: [], unsynced: [], held: [], inscribed, half }
  }

  private send(id: string, words: readonly FounderWord[]): void {
    for (const { to, message } of words) this.flying.push({ kind: 'to priest', god: id, priest: to, message })
  }

  private drop(which: (flight: Flight) => boolean): void {
    const rest = this.flying.filter((flight) => !which(flight))
    this.flying.splice(0, this.flying.length, ...rest)
  }

  private say(line: string): void {
    this.said.push(line)
  }

  private sayStopped(id: string): void {
    const { status } = this.god(id)
    if (status.state === 'stopped') this.say(`god-${id} stops: ${status.why}`)
  }
}

export function durableSum(priest: { readonly durable: readonly LedgerRecord[] }): Inscribed {
  const sum = nothingInscribed()
  for (const record of priest.durable) inscribe(sum, record)
  return sum
}

const foundingText = (founding: Founding): string =>
  `parliament ${founding.parliament.replace(/^0+/, '')} of ${founding.roll.map((seat) => seat.name).join(', ')}`

export function messageText(message: FoundingMessage): string {
  switch (message.type) {
    case 'NextFounding':
      return `NextFounding ${foundingBallotText(message.ballot)}`
    case 'LastFoundingVote':
      return `LastFoundingVote ${foundingBallotText(message.ballot)}, ${
        message.vote === null
          ? 'no vote'
          : `voted in ${foundingBallotText(message.vote.ballot)} for ${foundingText(message.vote.founding)}`
      }`
    case 'FoundingRefused':
      return `Refused ${foundingBallotText(message.ballot)}, promised ${foundingBallotText(message.promised)}`
    case 'BeginFounding':
      return `BeginFounding ${foundingBallotText(message.ballot)}, ${foundingText(message.founding)}`
    case 'FoundingVoted':
      return `Voted ${foundingBallotText(message.ballot)}`
    case 'FoundingSuccess':
      return `Success, ${foundingText(message.founding)}`
  }
}

function recordText(record: LedgerRecord): string {
  switch (record.type) {
    case 'FoundingPromised':
      return `its promise ${foundingBallotText(record.ballot)}`
    case 'FoundingVoted':
      return `its vote ${foundingBallotText(record.ballot)}`
    case 'Founded':
      return 'that it is founded'
    case 'Doubted':
      return `its doubt: ${record.why}`
    default:
      return record.type
  }
}

/** The transcript from here on, one line a happening. */
export function told(world: FoundingWorld, act: () => void): string {
  world.said.length = 0
  act()
  return `\n${world.said.join('\n')}\n`
}

/** Delivers what is on its way to the priest, syncs it, and delivers its answers. */
export function hears(world: FoundingWorld, name: Name): void {
  const arrive = (kind: string) => {
    for (;;) {
      const index = world.flying.findIndex((flight) => flight.kind === kind && flight.priest === name)
      if (index < 0) return
      world.deliver(index)
    }
  }
  arrive('to priest')
  world.sync(name)
  arrive('to god')
}

export const foundingOf = (parliament: string, roll: Founding['roll']): Founding => ({
  parliament: parliament.padStart(32, '0'),
  roll,
  alpha: 1,
  law: { name: 'kv', version: 1 },
  format: 1,
})
