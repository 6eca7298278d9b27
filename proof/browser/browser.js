import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pause } from '../island.js'

const SEEN_MS_MAX = 60_000
const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'chrome']
/** A name that is not localhost's leads to this machine: browsers give a page from there less. */
export const ELSEWHERE = 'elsewhere.example'

/** Serves one page with a script, and hears from it. */
export class Pages {
  /** Called with what a page says of itself while it runs. @type {(said: string) => Promise<void>} */
  onPassed = async () => {}
  #server
  #script
  #facts = {}
  #saw = (_) => {}

  /** @param {string} script one that has `page.main` */
  constructor(script) {
    this.#script = script
    this.#server = createServer((request, response) => {
      this.#answer(request).then(
        ({ type = 'text/plain', body = '' }) => response.writeHead(200, { 'content-type': type }).end(body),
        (error) => response.writeHead(500).end(String(error)),
      )
    })
  }

  async open() {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    this.port = this.#server.address().port
  }

  /** Shows the page to a browser. @returns what the page saw */
  async show(host, facts) {
    this.#facts = facts
    const seen = new Promise((resolve) => {
      this.#saw = resolve
    })
    const folder = mkdtempSync(join(tmpdir(), 'parliament-browser-'))
    const browser = await started([
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      `--host-resolver-rules=MAP ${ELSEWHERE} 127.0.0.1`,
      `--user-data-dir=${folder}`,
      `http://${host}:${this.port}/`,
    ])
    const late = pause(SEEN_MS_MAX).then(() => ({ threw: `the page said nothing in ${SEEN_MS_MAX / 1000} s` }))
    try {
      return await Promise.race([seen, late])
    } finally {
      process.kill(-browser.pid, 'SIGKILL')
      await once(browser, 'close')
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    }
  }

  close() {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  async #answer(request) {
    if (request.url === '/page.js') return { type: 'text/javascript', body: this.#script }
    if (request.url === '/saw') {
      let body = ''
      for await (const part of request) body += part
      this.#saw(JSON.parse(body))
      return {}
    }
    if (request.url.startsWith('/passed/')) {
      await this.onPassed(request.url.slice('/passed/'.length))
      return {}
    }
    const body = `<!doctype html><script src="/page.js"></script><script>page.main(${JSON.stringify(this.#facts)})</script>`
    return { type: 'text/html', body }
  }
}

/** The first of the browsers that is there, or what CHROMIUM names; in a process group of its own. */
async function started(flags) {
  for (const program of process.env.CHROMIUM ? [process.env.CHROMIUM] : PROGRAMS) {
    const browser = spawn(program, flags, { detached: true, stdio: 'ignore' })
    const isThere = await once(browser, 'spawn').then(
      () => true,
      () => false,
    )
    if (isThere) return browser
  }
  throw new Error(`No browser is there: install Chromium, or say in CHROMIUM where it is (${PROGRAMS.join(', ')}).`)
}
