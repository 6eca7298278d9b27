import { type Birth, type Bounds, legislatorText, type Name } from '../src/index.js'
import { Chamber } from './chamber.js'
import { chanceOf } from './chance.js'
import { isReadmission } from './roll-law.js'

const STEPS = 700
/** More letters than this on their way: some are lost. */
const POOL_MAX = 80
/** In which an undisturbed parliament must have passed a decree and told it to everyone, ms. */
const PROGRESS_MS = 20_000

/**
 * One parliament, in which letters arrive, are lost, repeated and overtaken, ledgers are synced, links are cut, priests
 * leave and come back and clocks go on in random order; then everybody is there and nothing is lost any more, and it must
 * make progress, and give those that lost their ledgers their seats again. One seed, one schedule.
 *
 * @throws Error when the watcher saw something wrong, an inquiry was answered from too early a law, or there is no progress
 */
export function randomSchedule(seed: number): void {
  const schedule = new RandomSchedule(seed)
  schedule.disturb()
  schedule.calm()
}

class RandomSchedule {
  private readonly chance: () => number
  private readonly chamber: Chamber
  private readonly alpha: number
  private petitions = 0
  /** What had passed anywhere when an inquiry came, by its tag. */
  private readonly inquired = new Map<number, number>()
  /** At most one: of more nobody might be left who remembers. */
  private putBack: Name | null = null
  /** Of ledgers that were removed. */
  private readonly lostBirths = new Set<Birth>()

  constructor(seed: number) {
    this.chance = chanceOf(seed)
    const priests = this.chance() < 0.6 ? 3 : 5
    this.alpha = [1, 2, 3, 8][this.below(4)] ?? 8
    this.chamber = new Chamber({
      priests,
      alpha: this.alpha,
      bounds: {
        pageBytes: this.chance() < 0.5 ? 1 : 1_000,
        ...(seed % 2 === 0 ? tight(chanceOf(seed + 1)) : {}),
      },
      slowLaw: this.chance() < 0.3,
      silent: true,
    })
  }

  /** What happens, and how often: drawn for each seed, so that in some parliaments many stop and in others much is lost. */
  disturb(): void {
    const { chance, chamber } = this
    const often = (least: number, most: number) => least + (most - least) * chance()
    const inOrder = chance()
    const repeated = often(0, 0.2)
    const pauses = often(0, 0.02)
    const acts: [weight: number, act: () => void][] = [
      [often(30, 70), () => this.arrive(inOrder, repeated)],
      [often(0, 6), () => chamber.pool.splice(this.below(chamber.pool.length), 1)],
      [often(5, 30), () => chamber.sync(this.anyone())],
      [often(5, 20), () => this.tick(pauses)],
      [often(5, 20), () => chamber.apply(this.anyone())],
      [chance() < 0.3 ? 0 : often(0, 1.5), () => this.stop()],
      [often(2, 5), () => this.comeBack()],
      [chance() < 0.3 ? 0 : often(0, 2), () => this.wipe()],
      [often(0, 5), () => this.petition()],
      [often(0, 4), () => this.inquire()],
      [chance() < 0.5 ? 0 : often(0, 1), () => this.cut()],
      [often(0, 1), () => chamber.heal()],
    ]
    const all = acts.reduce((sum, [weight]) => sum + weight, 0)
    for (let step = 0; step < STEPS; step++) {
      let left = chance() * all
      for (const [weight, act] of acts) {
        left -= weight
        if (left >= 0) continue
        act()
        break
      }
      if (chamber.pool.length > POOL_MAX) chamber.pool.splice(this.below(chamber.pool.length), 1)
    }
    chamber.watcher.checkConditions()
  }

  /**
   * Everyone is there, or all but one that they can do without, and nothing is lost: somebody presides, a decree passes, and
   * the law of all that are there has it.
   */
  calm(): void {
    const { chamber, chance } = this
    chamber.heal()
    const absent = chance() < 0.4 ? this.dispensable() : null
    const names = chamber.names.filter((name) => name !== absent)
    let tag: number | null = null
    const told = () => {
      // Also those that were told to leave before, and do so only now.
      for (const name of names) {
        // One in doubt is opened again under a new birth.
        const { learnerBecause, wantsSeat } = chamber.core(name)
        if (learnerBecause !== null && !wantsSeat) chamber.crash(name, { kept: true })
        if (!chamber.isPresent(name)) chamber.restart(name)
      }
      const [president] = chamber.presidents()
      if (tag !== null && chamber.failed.has(tag)) tag = null
      if (tag === null && president !== undefined) tag = chamber.petition(president, this.text())
      const number = tag === null ? undefined : chamber.answered.get(tag)
      return (
        number !== undefined &&
        names.every((name) => chamber.law(name).length >= number && chamber.core(name).state === 'legislator')
      )
    }
    if (!chamber.live(PROGRESS_MS, chance, told))
      throw new Error(`PROGRESS: a decree does not pass, or not everyone learns it: ${this.standing()}`)
    chamber.watcher.checkConditions()
    this.checkAnswers()
  }

  /**
   * One that stays away, though its ledger may be the only one that has something; null when the others might owe no
   * progress: they hold all that passed, and among them is a majority of whoever decides, or may decide, on what comes.
   */
  private dispensable(): Name | null {
    const { chamber } = this
    const { watcher } = chamber
    const absent = this.anyone()
    for (const name of chamber.names) if (name !== absent && !chamber.isPresent(name)) chamber.restart(name)
    if (chamber.isPresent(absent)) chamber.crash(absent)
    chamber.miss(absent)
    const cores = chamber.names.filter((name) => name !== absent).map((name) => chamber.core(name))
    const passed = Math.max(0, ...watcher.passed.keys())
    const mayChange = watcher.proposedAbove(passed).some(isReadmission)
    if (mayChange || !cores.some(({ heldTo }) => heldTo === passed)) return null
    const here = cores.filter((core) => core.learnerBecause === null || core.wantsSeat).map(({ me }) => me.birth)
    const { alpha } = this
    for (let number = passed + 1; number <= passed + alpha; number++) {
      const roll = watcher.rollOf(number)
      if (2 * roll.filter(({ birth }) => here.includes(birth)).length <= roll.length) return null
    }
    return absent
  }

  private standing(): string {
    return this.chamber.names
      .map((name) => {
        const { state, heldTo, me, learnerBecause } = this.chamber.core(name)
        return `${legislatorText(me)} ${learnerBecause ?? state} holds ${heldTo}`
      })
      .join('; ')
  }

  private arrive(inOrder: number, repeated: number): void {
    const { pool } = this.chamber
    const letter = pool[this.chance() < inOrder ? 0 : this.below(pool.length)]
    if (letter === undefined) return
    if (this.chamber.isCut(letter)) pool.splice(pool.indexOf(letter), 1)
    else this.chamber.arrive(letter, this.chance() < repeated)
  }

  private tick(pauses: number): void {
    this.chamber.now += this.chance() < pauses ? 1_000 : this.below(40)
    const stalledMs = this.chance() < 0.02 ? 400 : 0
    this.chamber.tick(this.anyone(), { chance: this.chance(), stalledMs })
  }

  private stop(): void {
    const name = this.anyone()
    if (this.chance() < 0.2) return this.chamber.leave(name)
    this.chamber.crash(name, { kept: this.chance() < 0.5 })
    if (this.chance() < 0.5) this.chamber.miss(name)
  }

  private comeBack(): void {
    const { chamber } = this
    const name = this.anyone()
    if (chamber.isPresent(name)) return
    if (this.chance() < 0.05) this.putBack ??= name
    if (name === this.putBack) {
      // Who remembers must be there, or nobody could notice.
      if (!chamber.names.some((other) => chamber.isPresent(other))) return
      if (chamber.names.some((other) => this.lacksItsSeat(other))) return
      chamber.putBack(name, this.below(chamber.batches(name) + 1))
    }
    chamber.restart(name)
  }

  /** Its folder is removed. More than a minority without a seat at once could never be given one again. */
  private wipe(): void {
    const { chamber } = this
    const name = this.anyone()
    const lacking = chamber.names.filter((other) => other !== name && this.lacksItsSeat(other))
    if (2 * (lacking.length + 1) >= chamber.names.length) return
    if (chamber.isPresent(name)) chamber.crash(name, { kept: this.chance() < 0.5 })
    this.lostBirths.add(chamber.core(name).me.birth)
    chamber.wipe(name)
    if (this.chance() < 0.5) chamber.miss(name)
  }

  private lacksItsSeat(name: Name): boolean {
    const { me, state } = this.chamber.core(name)
    return state !== 'legislator' || this.lostBirths.has(me.birth)
  }

  private petition(): void {
    for (const name of this.chamber.presidents()) {
      this.chamber.petition(name, ...Array.from({ length: 1 + this.below(3) }, () => this.text()))
    }
  }

  private inquire(): void {
    const passed = Math.max(0, ...this.chamber.watcher.passed.keys())
    for (const name of this.chamber.presidents()) this.inquired.set(this.chamber.inquire(name), passed)
  }

  private cut(): void {
    this.chamber.cut(this.anyone(), this.anyone(), this.chance() < 0.5)
  }

  private checkAnswers(): void {
    const { confirmed, failed, watcher } = this.chamber
    for (const [tag, passed] of this.inquired) {
      const atLeast = confirmed.get(tag)
      if (atLeast !== undefined && atLeast < passed)
        throw new Error(`P7: an inquiry that came when ${passed} had passed was answered as of ${atLeast}`)
    }
    const texts = new Set([...watcher.passed.values()].map((decree) => new TextDecoder().decode(decree)))
    for (const [tag, why] of failed) {
      if (why === 'unproposed' && texts.has(this.chamber.textOf(tag)))
        throw new Error(`${this.chamber.textOf(tag)} passed, though it was given back as not proposed`)
    }
  }

  private text(): string {
    this.petitions += 1
    return `d${this.petitions}`
  }

  private below(n: number): number {
    return Math.floor(this.chance() * n)
  }

  private anyone(): Name {
    const { names } = this.chamber
    const name = names[this.below(names.length)]
    if (name === undefined) throw new Error('nobody')
    return name
  }
}

/** Bounds that are met in a parliament of few small decrees. */
function tight(chance: () => number): Partial<Bounds> {
  const bound = (...of: number[]) => of[Math.floor(chance() * of.length)] ?? 1
  return {
    aheadWindows: bound(1, 2, 16),
    aheadBytes: bound(3, 10, 1_000),
    lagWindows: bound(0, 1, 2),
    underWayBytes: bound(2, 5, 1_000),
    inquiries: bound(1, 2, 10_000),
  }
}
