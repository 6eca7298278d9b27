import { Chance } from './chance.js'

/** Faults that come again and again, with the mean ms between two of a kind. */
export const FAULTS = [
  'kill',
  'power loss',
  'power loss of all',
  'stop in a write',
  'failed sync',
  'hung sync',
  'pause',
  'leave',
  'absence',
  'god killed',
  'cut',
  'one-way cut',
  'isolation',
  'reset',
] as const
export type Fault = (typeof FAULTS)[number]

/** Ways between two hosts. */
export interface WirePlan {
  readonly latencyMs: number
  /** Up to so much more, drawn for each frame. */
  readonly jitterMs: number
  /** Now and then a frame takes this much longer. */
  readonly spikeMs: number
  readonly spikeProbability: number
  readonly bytesPerMs: number
}

/** What messengers do to single frames between priests (section 3.1). */
export interface MessengersPlan {
  readonly lose: number
  readonly repeat: number
  readonly delay: number
  readonly delayMs: number
}

export interface DiskPlan {
  /** What a sync or a read takes, ms, times 0.5 to 1.5. */
  readonly syncMs: number
  readonly slowProbability: number
  readonly slowMs: number
  readonly shortWrites: boolean
}

export interface PriestPlan {
  readonly name: string
  /** Ms of its clock in one virtual ms. */
  readonly rate: number
  readonly turnMs: number
  readonly disk: DiskPlan
}

export interface CitizenPlan {
  readonly name: string
  /** The priests whose addresses it is given. */
  readonly at: readonly string[]
  readonly learn: boolean
  /** Calls at once. */
  readonly inFlight: number
  /** The mean pause between two calls, ms. */
  readonly thinkMs: number
  /** Deadlines are drawn between these, ms. */
  readonly deadlineMs: readonly [low: number, high: number]
  /** It connects anew after so many ms on average; null for never. */
  readonly anewMs: number | null
}

/** Every parameter of a run. Drawn from the seed; printed with a failure. */
export interface Plan {
  readonly seed: number
  readonly alpha: number
  /** Of a ledger's pages. */
  readonly pageBytes: number
  readonly priests: readonly PriestPlan[]
  readonly citizens: readonly CitizenPlan[]
  /** What all must know; null for none. */
  readonly secret: string | null
  readonly registers: number
  readonly counters: number
  readonly wire: WirePlan
  readonly messengers: MessengersPlan
  readonly faults: Readonly<Partial<Record<Fault, number>>>
  /** Whether faults strike from the start, or once the parliament is founded. */
  readonly faultsFrom: 'start' | 'founding'
  /** How long a fault lasts, ms: a dead priest, a cut, a pause, a hung sync. */
  readonly lastsMs: readonly [low: number, high: number]
  readonly pauseMs: readonly [low: number, high: number]
  /** God goes for good so many ms after the founding; null: stays. */
  readonly godGoesMs: number | null
  /** The length of the safety phase, ms. */
  readonly safetyMs: number
}

const NAMES = ['alpha', 'beta', 'gamma', 'delta', 'epsilon']
const SAFETY_MS = [2_000, 15_000] as const
/** The default of the product. */
const ALPHA = 4_096

export function drawPlan(seed: number): Plan {
  const chance = new Chance(`${seed}`).split('plan')
  const names = NAMES.slice(0, drawPriests(chance.split('priests')))
  return {
    seed,
    alpha: drawAlpha(chance.split('alpha')),
    pageBytes: chance.split('pages').pick([16, 32, 64]) * 1024,
    priests: names.map((name) => drawPriest(name, chance.split(name))),
    secret: chance.split('secret').is(1 / 3) ? 'open sesame' : null,
    ...drawCitizens(names, chance.split('citizens')),
    wire: drawWire(chance.split('wire')),
    messengers: drawMessengers(chance.split('messengers')),
    ...drawFaults(chance.split('faults')),
  }
}

function drawPriests(chance: Chance): number {
  const draw = chance.next()
  return draw < 0.06 ? 1 : draw < 0.66 ? 3 : 5
}

const drawAlpha = (chance: Chance): number => (chance.is(0.4) ? ALPHA : Math.round(chance.magnitude(4, 64)))

function drawPriest(name: string, chance: Chance): PriestPlan {
  const disk = chance.split('disk')
  return {
    name,
    rate: chance.between(0.9, 1.1),
    turnMs: chance.is(0.3) ? chance.magnitude(0.01, 2) : 0,
    disk: {
      syncMs: disk.magnitude(0.1, 16),
      slowProbability: disk.is(0.5) ? disk.between(0, 0.02) : 0,
      slowMs: disk.magnitude(10, 500),
      shortWrites: disk.is(0.2),
    },
  }
}

function drawCitizens(names: readonly string[], chance: Chance): Pick<Plan, 'citizens' | 'registers' | 'counters'> {
  const keys = chance.whole(2, 8)
  const counters = chance.whole(0, Math.floor(keys / 2))
  const count = chance.whole(1, 6)
  const citizens = Array.from({ length: count }, (_, i) => drawCitizen(`c${i + 1}`, names, chance.split(i)))
  return { citizens, registers: keys - counters, counters }
}

function drawCitizen(name: string, names: readonly string[], chance: Chance): CitizenPlan {
  const low = chance.magnitude(150, 3_000)
  return {
    name,
    at: chance.is(0.5) ? names : [chance.pick(names)],
    learn: chance.is(0.6),
    inFlight: chance.pick([1, 1, 1, 2, 4]),
    thinkMs: chance.magnitude(15, 400),
    deadlineMs: [low, low * chance.between(1, 3)],
    anewMs: chance.is(0.5) ? chance.magnitude(500, 5_000) : null,
  }
}

const drawWire = (chance: Chance): WirePlan => ({
  latencyMs: chance.magnitude(0.05, 20),
  jitterMs: chance.magnitude(0.05, 20),
  spikeMs: chance.magnitude(20, 1_000),
  spikeProbability: chance.is(0.5) ? chance.between(0, 0.01) : 0,
  bytesPerMs: chance.is(0.2) ? chance.magnitude(20, 1_000) : 100_000,
})

function drawMessengers(chance: Chance): MessengersPlan {
  const rate = () => (chance.is(0.5) ? chance.magnitude(0.001, 0.15) : 0)
  return { lose: rate(), repeat: rate(), delay: rate(), delayMs: chance.magnitude(5, 2_000) }
}

/** Each run has some kinds of faults and lacks others, so that each kind is also met alone. */
function drawFaults(
  chance: Chance,
): Pick<Plan, 'faults' | 'faultsFrom' | 'lastsMs' | 'pauseMs' | 'godGoesMs' | 'safetyMs'> {
  const faults: Partial<Record<Fault, number>> = {}
  const density = chance.between(0.1, 0.7)
  for (const fault of FAULTS) {
    const draws = chance.split(fault)
    if (draws.is(density)) faults[fault] = draws.magnitude(250, 10_000)
  }
  const low = chance.magnitude(5, 800)
  return {
    faults,
    faultsFrom: chance.is(0.15) ? 'start' : 'founding',
    lastsMs: [low, low * chance.between(1, 5)],
    pauseMs: [100, chance.magnitude(200, 5_000)],
    godGoesMs: chance.is(0.4) ? chance.between(0, 4_000) : null,
    safetyMs: SAFETY_MS[0] * (SAFETY_MS[1] / SAFETY_MS[0]) ** (chance.next() ** 5),
  }
}
