import { compareFoundingBallots, FORMAT, type Founding, type FoundingBallot, type FoundingMessage } from './founding.js'
import {
  type FoundingHello,
  objectionToFounding,
  objectionToJoining,
  objectionToLaw,
  objectionToVote,
} from './founding-objections.js'
import { type Name, type Seat, sameIdentity } from './names.js'

export interface FounderOptions {
  /** The roll to found, and the only quorum; each name once. */
  readonly names: readonly Name[]
  /** A random id of this start of god: no two starts ever begin one ballot. */
  readonly god: string
  /** The id of the parliament, should the choice be free: 16 random bytes as 32 hex digits. */
  readonly parliament: string
  readonly alpha: number
}

export interface FounderWord {
  readonly to: Name
  readonly message: FoundingMessage
}

/** For the log and the one who waits. `stopped`: nothing was founded, and a person must act; `why` is one sentence. */
export type FoundingStatus =
  | { readonly state: 'waiting'; readonly missing: readonly Name[] }
  | { readonly state: 'trying' | 'polling'; readonly ballot: FoundingBallot; readonly silent: readonly Name[] }
  | { readonly state: 'founded'; readonly founding: Founding }
  | { readonly state: 'stopped'; readonly why: string }

type LastVote = { readonly ballot: FoundingBallot; readonly founding: Founding } | null

type Phase =
  /** For all named priests, or for the beat after a refusal (so that two gods do not outbid each other at full speed). */
  | { readonly state: 'waiting' }
  | { readonly state: 'trying'; readonly ballot: FoundingBallot; readonly heard: Map<Name, LastVote> }
  | {
      readonly state: 'polling'
      readonly ballot: FoundingBallot
      readonly founding: Founding
      readonly heard: Set<Name>
    }
  | { readonly state: 'founded'; readonly founding: Founding; readonly heard: Set<Name> }
  | { readonly state: 'stopped'; readonly why: string }

/**
 * God's half of decree 0 (DESIGN "Founding is decree 0"): steps 1, 3 and 5 of the Synod with all named priests as the only
 * quorum. It keeps nothing: a god that dies anywhere is followed by one that asks again and, by B3, carries on.
 */
export class Founder {
  private readonly options: FounderOptions
  private readonly hellos = new Map<Name, FoundingHello>()
  private readonly here = new Set<Name>()
  private phase: Phase = { state: 'waiting' }
  /** The highest round begun, or heard of in a refusal. */
  private round = 0

  constructor(options: FounderOptions) {
    this.options = options
  }

  get status(): FoundingStatus {
    const { phase } = this
    const { names } = this.options
    if (phase.state === 'founded') return { state: 'founded', founding: phase.founding }
    if (phase.state === 'stopped') return phase
    const missing = names.filter((name) => !this.here.has(name))
    if (phase.state === 'waiting' || missing.length > 0) return { state: 'waiting', missing }
    return { state: phase.state, ballot: phase.ballot, silent: names.filter((name) => !phase.heard.has(name)) }
  }

  /**
   * Why a priest has nothing to do with the parliament that was founded or joined here, as a sentence; null when it may
   * stay. Asked of any priest, named or not.
   */
  strangerTo(hello: FoundingHello): string | null {
    if (this.phase.state !== 'founded') return null
    const { parliament, roll } = this.phase.founding
    const theirs = hello.founding ?? (roll.some((seat) => sameIdentity(seat, hello)) ? null : hello.voted)
    if (theirs === null || theirs.parliament === parliament) return null
    return `${hello.name} belongs to parliament ${theirs.parliament}, and this is ${parliament}`
  }

  /** A priest has connected. Those who are not named have no part in the founding. */
  met(hello: FoundingHello): FounderWord[] {
    if (!this.options.names.includes(hello.name)) return []
    const before = this.hellos.get(hello.name)
    this.hellos.set(hello.name, hello)
    this.here.add(hello.name)
    if (this.phase.state === 'founded') {
      if (hello.founding === null) this.phase.heard.delete(hello.name)
      else this.phase.heard.add(hello.name)
      return this.toSilent([hello.name])
    }
    if (this.phase.state === 'stopped') return []
    if (hello.founding !== null) return this.join(hello.founding, hello.name)
    const objection = objectionToLaw(hello, this.connected())
    if (objection !== null) return this.stop(objection)
    if (this.phase.state === 'waiting') return this.begin()
    // Under another birth its old promise says nothing, and the roll is another one.
    if (before !== undefined && !sameIdentity(before, hello)) return this.begin()
    return this.toSilent([hello.name])
  }

  /** The connection has ended. What the priest has promised and voted stands. */
  lost(name: Name): void {
    this.here.delete(name)
  }

  /** A message from the priest that is connected under this name. */
  received(from: Name, message: FoundingMessage): FounderWord[] {
    const { phase } = this
    if (!this.here.has(from) || phase.state === 'stopped') return []
    switch (message.type) {
      case 'FoundingSuccess':
        if (phase.state !== 'founded') return this.join(message.founding, from)
        phase.heard.add(from)
        return []
      case 'LastFoundingVote':
        if (phase.state !== 'trying' || compareFoundingBallots(message.ballot, phase.ballot) !== 0) return []
        phase.heard.set(from, message.vote)
        return this.isAll(phase.heard) ? this.poll(phase.ballot, phase.heard) : []
      case 'FoundingVoted':
        if (phase.state !== 'polling' || compareFoundingBallots(message.ballot, phase.ballot) !== 0) return []
        phase.heard.add(from)
        return this.isAll(phase.heard) ? this.found(phase.founding) : []
      case 'FoundingRefused':
        if (phase.state !== 'trying' && phase.state !== 'polling') return []
        if (compareFoundingBallots(message.ballot, phase.ballot) !== 0) return []
        this.round = Math.max(this.round, message.promised.round)
        this.phase = { state: 'waiting' }
        return []
      case 'NextFounding':
      case 'BeginFounding':
        return []
    }
  }

  /** Called at a beat whose length is partly random: repeats to the silent, and goes on after a refusal. */
  beat(): FounderWord[] {
    return this.phase.state === 'waiting' ? this.begin() : this.toSilent(this.options.names)
  }

  /** Step 1, above every ballot heard of. */
  private begin(): FounderWord[] {
    const { names, god } = this.options
    this.phase = { state: 'waiting' }
    // One that has not come yet may have a parliament.
    if (names.some((name) => !this.here.has(name))) return []
    for (const hello of this.connected()) {
      const objection = objectionToFounding(hello, this.connected(), names)
      if (objection !== null) return this.stop(objection)
    }
    this.round += 1
    this.phase = { state: 'trying', ballot: { round: this.round, god }, heard: new Map() }
    return this.toSilent(names)
  }

  /** Step 3: by B3 the founding of the latest vote, whoever began it; a draft of our own where there is none. */
  private poll(ballot: FoundingBallot, lastVotes: ReadonlyMap<Name, LastVote>): FounderWord[] {
    let latest: LastVote = null
    for (const [name, vote] of lastVotes) {
      if (vote === null) continue
      const objection = objectionToVote(name, vote.founding, this.connected(), this.options.names)
      if (objection !== null) return this.stop(objection)
      if (compareFoundingBallots(vote.ballot, latest?.ballot ?? null) > 0) latest = vote
    }
    const founding = latest?.founding ?? this.draft()
    this.phase = { state: 'polling', ballot, founding, heard: new Set() }
    return this.toSilent(this.options.names)
  }

  /** Step 5. */
  private found(founding: Founding): FounderWord[] {
    this.phase = { state: 'founded', founding, heard: new Set() }
    return this.toSilent(this.options.names)
  }

  /** A named priest has a parliament already: that one is carried on, if all named have a seat in it by name. */
  private join(founding: Founding, told: Name): FounderWord[] {
    const { names } = this.options
    const objection = objectionToJoining(told, founding, names)
    if (objection !== null) return this.stop(objection)
    this.phase = { state: 'founded', founding, heard: new Set([told]) }
    return this.toSilent(names)
  }

  private stop(why: string): FounderWord[] {
    this.phase = { state: 'stopped', why }
    return []
  }

  private toSilent(names: readonly Name[]): FounderWord[] {
    const message = this.word()
    const { phase } = this
    if (message === null || !('heard' in phase)) return []
    return names.filter((name) => this.here.has(name) && !phase.heard.has(name)).map((to) => ({ to, message }))
  }

  /** What this phase has to say to whoever has not answered it. */
  private word(): FoundingMessage | null {
    const { phase } = this
    switch (phase.state) {
      case 'trying':
        return { type: 'NextFounding', ballot: phase.ballot }
      case 'polling':
        return { type: 'BeginFounding', ballot: phase.ballot, founding: phase.founding }
      case 'founded':
        return { type: 'FoundingSuccess', founding: phase.founding }
      default:
        return null
    }
  }

  private isAll(heard: { has(name: Name): boolean }): boolean {
    return this.options.names.every((name) => heard.has(name))
  }

  private connected(): FoundingHello[] {
    return [...this.here].flatMap((name) => this.hellos.get(name) ?? [])
  }

  private draft(): Founding {
    const { names, parliament, alpha } = this.options
    const hellos = names.flatMap((name) => this.hellos.get(name) ?? [])
    const roll = hellos.map(({ name, incarnation, birth }): Seat => ({ name, incarnation, birth, weight: 1 }))
    const [first] = hellos
    if (first === undefined || roll.length !== names.length)
      throw new Error('a founding was drafted before all were met')
    return { parliament, roll, alpha, law: first.law, format: FORMAT }
  }
}
