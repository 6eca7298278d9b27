/** What a run must not use: it would be another at the next try. */
const FORBIDDEN = 'is not to be used in a simulated run: it comes from the surroundings'

/** Until the returned function is called, real time, real timers and unseeded chance throw. */
export function trapReality(): () => void {
  const restorers = [
    replace(Math, 'random', forbidden('Math.random')),
    replace(performance, 'now', forbidden('performance.now')),
    replace(
      globalThis,
      'Date',
      new Proxy(Date, { construct: forbidden('Date'), apply: forbidden('Date'), get: dateGet }),
    ),
    ...(['setTimeout', 'setInterval', 'setImmediate'] as const).map((name) =>
      replace(globalThis, name, forbidden(name)),
    ),
  ]
  return () => {
    for (const restore of restorers) restore()
  }
}

const forbidden = (name: string) => (): never => {
  throw new Error(`${name} ${FORBIDDEN}`)
}

const dateGet = (date: DateConstructor, property: string | symbol): unknown =>
  property === 'now' ? forbidden('Date.now') : Reflect.get(date, property)

function replace(owner: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name)
  Object.defineProperty(owner, name, { value, configurable: true, writable: true })
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, name)
    else Object.defineProperty(owner, name, before)
  }
}
