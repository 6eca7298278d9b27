import { Chance } from './chance.js'
import {
  type CitizenPlan,
  FAULTS,
  type Fault,
  type MessengersPlan,
  type Plan,
  type PriestPlan,
  type WirePlan,
} from './plan.js'

/** The first god, and the rival where there is one. */
export const GOD = 'god'
export const RIVAL = 'rival'
const NAMES = ['alpha', 'beta', 'gamma', 'delta', 'epsilon']
const SAFETY_MS = [2_000, 15_000] as const
/** The default of the product. */
const ALPHA = 4_096

export function drawPlan(seed: number): Plan {
  const chance = new Chance(`${seed}`).split('plan')
  const names = NAMES.slice(0, drawPriests(chance.split('priests')))
  const priests = names.map((name) => drawPriest(name, chance.split(name)))
  return {
    seed,
    alpha: drawAlpha(chance.split('alpha')),
    pageBytes: chance.split('pages').pick([16, 32, 64]) * 1024,
    priests,
    secret: chance.split('secret').is(1 / 3) ? 'open sesame, please' : null,
    ...drawCitizens(names, chance.split('citizens')),
    wire: drawWire(chance.split('wire')),
    messengers: drawMessengers(chance.split('messengers')),
    rival: null,
    godSteps: null,
    ...drawFaults(chance.split('faults')),
    ...drawRace(names, priests, chance.split('race')),
  }
}

function drawPriests(chance: Chance): number {
  const draw = chance.next()
  return draw < 0.06 ? 1 : draw < 0.66 ? 3 : 5
}

/** Small ones, so that the windows of rolls matter. */
function drawAlpha(chance: Chance): number {
  const draw = chance.next()
  if (draw < 0.25) return ALPHA
  return draw < 0.6 ? chance.pick([1, 2, 3, 8]) : Math.round(chance.magnitude(4, 64))
}

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
    gods: [GOD],
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
): Pick<Plan, 'faults' | 'faultsFrom' | 'lastsMs' | 'pauseMs' | 'godGoesMs' | 'safetyMs' | 'beyondBudget'> {
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
    beyondBudget: chance.split('budget').is(0.15),
    safetyMs: SAFETY_MS[0] * (SAFETY_MS[1] / SAFETY_MS[0]) ** (chance.next() ** 5),
  }
}

/** Two gods from the start, killed between any two steps, in a run that is about the founding (P38). */
function drawRace(names: readonly string[], priests: readonly PriestPlan[], chance: Chance): Partial<Plan> {
  if (!chance.is(0.12)) return {}
  return {
    rival: drawRival(names, chance.split('rival')),
    godSteps: chance.is(0.8) ? [1, chance.whole(3, 60)] : null,
    priests: priests.map((priest) => ({ ...priest, gods: chance.is(0.5) ? [GOD, RIVAL] : [RIVAL, GOD] })),
    faultsFrom: 'start',
    godGoesMs: null,
    safetyMs: chance.magnitude(200, 5_000),
  }
}

function drawRival(names: readonly string[], chance: Chance): Plan['rival'] {
  const some = names.filter(() => chance.is(0.6))
  return { names: chance.is(0.5) || some.length === 0 ? names : some, alpha: drawAlpha(chance) }
}
