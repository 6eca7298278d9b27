import { webcrypto } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { createContext, runInContext } from 'node:vm'

/**
 * Runs the bundle of a page with what a page has and Node's globals out of reach; prints what its `lacks(url)` gives without
 * WebCrypto, and its `main(url)`.
 * Arguments: the bundle, the priest's url, the ws package (its WebSocket is to a page's like), the page's origin.
 */
const [bundle, url, ws, origin] = process.argv.slice(2)
const { WebSocket } = await import(pathToFileURL(ws).href)

/** As a browser's: it names the page's origin, and takes nothing else than url and protocols. */
class PageSocket extends WebSocket {
  constructor(address, protocols) {
    super(address, protocols, { origin })
  }
}

const page = createContext({
  WebSocket: PageSocket,
  crypto: webcrypto,
  performance,
  setTimeout: (call, ms) => Number(setTimeout(call, ms)),
  clearTimeout,
  queueMicrotask,
  TextEncoder,
  TextDecoder,
  URL,
  AbortController,
  AbortSignal,
})
runInContext(readFileSync(bundle, 'utf8'), page, { filename: bundle })
// A page that is neither of https nor of localhost.
page.crypto = { getRandomValues: (bytes) => webcrypto.getRandomValues(bytes) }
console.log(await runInContext(`page.lacks(${JSON.stringify(url)})`, page))
page.crypto = webcrypto
console.log(await runInContext(`page.main(${JSON.stringify(url)})`, page))
