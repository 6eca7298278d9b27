import type { Disk, SimulatedDisk } from '@paxon/ledger'
import { LegislatorCore, noEffects } from '@paxon/synod'
import { Docket } from '../../priest/src/docket.js'
import type { Plan } from '../src/index.js'
import { firstFailure } from './kit.js'

const harsh =
  (faults: Plan['faults']) =>
  (plan: Plan): Plan => ({ ...plan, faults, faultsFrom: 'founding', rival: null, godSteps: null, safetyMs: 3_000 })

/** Says that syncs are done before they are. */
const hasty = (disk: SimulatedDisk): Disk =>
  new Proxy<Disk>(disk, {
    get: (_, property) => {
      if (property === 'create')
        return (path: string) => {
          const file = disk.create(path)
          return {
            write: file.write,
            close: file.close,
            fill: file.fill,
            sync: (done: (error: null) => void) => {
              disk.readLater(path, 0, 0, () => done(null))
            },
          }
        }
      const value: unknown = Reflect.get(disk, property)
      return typeof value === 'function' ? value.bind(disk) : value
    },
  })

/** Several seeds may go by until one shows the bug. */
jest.setTimeout(60_000)

afterEach(() => jest.restoreAllMocks())

describe('bugs that are planted from outside are noticed', () => {
  it('P24: a disk that says too early that it has synced, when the power fails', async () => {
    const { ending } = await firstFailure({ disguise: hasty, change: harsh({ 'power loss of all': 600 }) })
    expect(ending).toBe('wrong')
  })

  it('P1: promises and votes that are told before the ledger holds them', async () => {
    const { step } = LegislatorCore.prototype
    jest.spyOn(LegislatorCore.prototype, 'step').mockImplementation(function (this: LegislatorCore, event, now) {
      const effects = step.call(this, event, now)
      return Object.assign({}, effects, { now: [...effects.now, ...effects.afterSync] })
    })
    const { ending, why } = await firstFailure({ change: harsh({ 'power loss': 400, 'power loss of all': 1_000 }) })
    expect(ending).toBe('wrong')
    expect(why).toMatch(/said that it (promised|tried|voted)/)
  })

  it('P7: an inquiry that is answered from what the priest has', async () => {
    const { submit } = Docket.prototype
    jest.spyOn(Docket.prototype, 'submit').mockImplementation(function (this: Docket, request) {
      const { asked } = request
      const weak = asked.type === 'inquiry' ? { ...asked, level: 'local' as const } : asked
      submit.call(this, { ...request, asked: weak })
    })
    const { ending, why } = await firstFailure({ change: harsh({ isolation: 600 }) })
    expect(ending).toBe('wrong')
    expect(why).toContain('is not linearizable')
  })

  it('a parliament that stands still', async () => {
    const { step } = LegislatorCore.prototype
    jest.spyOn(LegislatorCore.prototype, 'step').mockImplementation(function (this: LegislatorCore, event, now) {
      return event.type === 'Tick' && now > 1_500 ? noEffects() : step.call(this, event, now)
    })
    const { ending, why } = await firstFailure({ change: harsh({ kill: 300 }) })
    expect(ending).toBe('no progress')
    expect(why).toMatch(/(no decree passed|did not become equal) within 10000 ms/)
  })

  it('a priest that stops by itself', async () => {
    const { step } = LegislatorCore.prototype
    jest.spyOn(LegislatorCore.prototype, 'step').mockImplementation(function (this: LegislatorCore, event, now) {
      if (event.type === 'Petition') throw new Error('an invariant is broken')
      return step.call(this, event, now)
    })
    const { ending, why } = await firstFailure({ change: harsh({}) })
    expect(ending).toBe('crash')
    expect(why).toContain('an invariant is broken')
  })
})
