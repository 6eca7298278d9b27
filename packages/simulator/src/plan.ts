/** Faults that come again and again, with the mean ms between two of a kind. */
export const FAULTS = [
  'kill',
  'power loss',
  'power loss of all',
  'stop in a write',
  'failed sync',
  'hung sync',
  'slow disk',
  'full disk',
  'pause',
  'leave',
  'absence',
  'god killed',
  'cut',
  'one-way cut',
  'isolation',
  'reset',
  'damage',
  'wipe',
  'wipe of two',
  'put back',
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
  /** The gods whose addresses it is given, in the order in which it tries them. */
  readonly gods: readonly string[]
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

/** A second god beside the first, which names all priests (P38). */
export interface RivalPlan {
  readonly names: readonly string[]
  readonly alpha: number
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
  /** Two gods race for the founding; null: there is one. */
  readonly rival: RivalPlan | null
  /** What a god does, each a step, until it is killed; drawn between these for each life. Null: only by the fault. */
  readonly godSteps: readonly [low: number, high: number] | null
  /** Whether more ledgers may be lost or damaged at once than a parliament bears: then agreement alone is owed. */
  readonly beyondBudget: boolean
  /** The length of the safety phase, ms. */
  readonly safetyMs: number
}
