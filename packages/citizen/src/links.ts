import { type CitizenReply, CLOSE, type ParliamentError, VERSIONS } from '@paxon/wire'
import type { AddressBook } from './addresses.js'
import { MOVE_EVERY_MS, SHORTCUT_PAUSE_MS } from './limits.js'
import { type Hello, Link, type LinkOwner, type Surroundings, type Welcome } from './link.js'
import type { Memory } from './memory.js'
import { pauseMs } from './pause.js'
import { wrongParliament } from './refusals.js'

export interface LinksOwner {
  /** There may be a link now, or one that may be written to, or one may be looked for again. */
  ready(): void
  received(link: Link, replies: readonly CitizenReply[]): void
  /** What was sent on it may have been handed on, and will not be answered. */
  lost(link: Link, why: ParliamentError): void
  /** Nobody has ever let this citizen in, and somebody said why: to go on trying would change nothing. */
  unproved(why: ParliamentError): void
}

/** Who answers at a link, who presides, and where they are. */
interface ShortcutFacts {
  readonly name: string
  readonly president: string | null
  readonly priests: Readonly<Record<string, string>>
}

export interface LinksOptions extends Surroundings {
  /** From [0, 1). */
  readonly chance: () => number
  readonly book: AddressBook
  /** Whether addresses that priests name are used besides those given. */
  readonly learn: boolean
  readonly memory: Memory
}

/**
 * Keeps a link to one priest while calls wait. Another is made before one that works is left, and what was asked on the old
 * one is still answered there: to move costs nobody anything. At most one link is being made, and one is being left.
 */
export class Links implements LinkOwner {
  readonly #options: LinksOptions
  readonly #owner: LinksOwner
  #current: Link | null = null
  #making: Link | null = null
  /** Whether the link being made leads to the president, only to save a hop: if it fails no other is tried. */
  #isShortcut = false
  #leaving: Link | null = null
  #moveAfter = Number.NEGATIVE_INFINITY
  #shortcutAfter = Number.NEGATIVE_INFINITY
  /** What the priest at the current link said of itself and the others. */
  #welcome: Welcome | null = null
  #trouble: ParliamentError | null = null
  /** Somebody's word in this round that the secret is wrong. */
  #unproved: ParliamentError | null = null
  /** Rounds in which every address failed, since something last went well. */
  #vainRounds = 0
  #stopPause: (() => void) | null = null

  constructor(options: LinksOptions, owner: LinksOwner) {
    this.#options = options
    this.#owner = owner
  }

  /** Where to send; null when nobody has been reached. */
  get current(): Link | null {
    return this.#current
  }

  /** Why there is no link; null when there is one, or nothing was tried. */
  get trouble(): ParliamentError | null {
    return this.#current === null ? this.#trouble : null
  }

  /** Looks for a priest, unless there is one or the search is under way. */
  seek(): void {
    if (this.#current === null && this.#making === null && this.#stopPause === null) this.#dialNext()
  }

  /** The priest at this link cannot help: goes to another, if there is another and the last move is some time ago. */
  moveFrom(link: Link): void {
    const now = this.#options.clock.now()
    if (link !== this.#current || this.#making !== null || this.#leaving !== null || now < this.#moveAfter) return
    let url = this.#options.book.next()
    if (url === null) {
      this.#options.book.newRound(link.url)
      url = this.#options.book.next()
    }
    if (url === null) return
    this.#moveAfter = now + MOVE_EVERY_MS
    this.#dial(url, false)
  }

  /** An answer came: the way is good. If the priest at this link only handed the call on, the next go straight there. */
  worked(link: Link, by: string): void {
    this.#vainRounds = 0
    const now = this.#options.clock.now()
    if (link !== this.#current || this.#welcome === null || this.#making !== null || now < this.#shortcutAfter) return
    this.#shortcutAfter = now + MOVE_EVERY_MS
    this.#takeShortcut({ ...this.#welcome, president: by })
  }

  /** Gives a link up that does not do its part. */
  drop(link: Link, why: ParliamentError): void {
    link.terminate()
    this.ended(link, why)
  }

  close(): void {
    this.#stopPause?.()
    for (const link of [this.#making, this.#current, this.#leaving]) link?.close(CLOSE.GOING, 'the citizen leaves')
  }

  welcomed(link: Link, welcome: Welcome): void {
    const { book, memory, learn } = this.#options
    if (!memory.agrees(welcome.parliament)) {
      link.close(CLOSE.WRONG_PARLIAMENT, 'another parliament')
      return this.ended(link, wrongParliament(link.url, welcome.parliament, memory.parliament))
    }
    const wasShortcut = this.#isShortcut
    const left = this.#current
    this.#making = null
    this.#current = link
    this.#welcome = welcome
    if (left !== null) {
      this.#leaving = left
      if (left.isIdle) this.idle(left)
    }
    if (learn) {
      book.learn(Object.values(welcome.priests))
      if (!wasShortcut) this.#takeShortcut(welcome)
    }
    this.#owner.ready()
  }

  received(link: Link, replies: readonly CitizenReply[]): void {
    this.#owner.received(link, replies)
  }

  drained(link: Link): void {
    if (link === this.#current) this.#owner.ready()
  }

  idle(link: Link): void {
    if (link !== this.#leaving) return
    this.#leaving = null
    link.close(CLOSE.GOING, 'moved to another priest')
  }

  ended(link: Link, why: ParliamentError): void {
    if (link === this.#making) {
      this.#making = null
      this.#trouble = why
      if (why.code === 'WRONG_SECRET') this.#unproved = why
      if (this.#isShortcut) this.#shortcutAfter = this.#options.clock.now() + SHORTCUT_PAUSE_MS
      else this.#dialNext()
    } else if (link === this.#current) {
      this.#current = null
      this.#trouble = why
    } else if (link === this.#leaving) {
      this.#leaving = null
    }
    this.#owner.lost(link, why)
    this.#owner.ready()
  }

  #takeShortcut({ name, president, priests }: ShortcutFacts): void {
    const url = president === null || president === name ? undefined : priests[president]
    if (this.#options.learn && url !== undefined && this.#leaving === null && this.#options.book.knows(url))
      this.#dial(url, true)
  }

  /** The next address of the round; when all have failed, a pause, after which a call that still waits begins a new one. */
  #dialNext(): void {
    const { book, clock, chance } = this.#options
    const url = book.next()
    if (url !== null) return this.#dial(url, false)
    if (this.#current !== null) return
    const unproved = this.#unproved
    this.#unproved = null
    this.#stopPause = clock.after(pauseMs(this.#vainRounds, chance()), () => {
      this.#stopPause = null
      book.newRound()
      this.#owner.ready()
    })
    this.#vainRounds += 1
    if (unproved !== null && this.#welcome === null) this.#owner.unproved(unproved)
  }

  #dial(url: string, isShortcut: boolean): void {
    const { memory } = this.#options
    this.#isShortcut = isShortcut
    const hello = () =>
      ({
        type: 'hello',
        versions: [VERSIONS[0], VERSIONS[1]],
        parliament: memory.parliament,
        seen: memory.seen,
      }) satisfies Hello
    this.#making = new Link(url, this.#options, hello, this)
  }
}
