import { endByOrders } from './signals.js'

endByOrders()
// Loaded only now: it takes some tenths of a second, in which an order to end must be heard.
const { endProcess } = await import('./end-process.js')
const { run } = await import('./run.js')
await endProcess(await run(process.argv.slice(2)))
