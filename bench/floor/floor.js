import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import { keyOf, VALUE } from '../load.js'

/**
 * The floor: what three processes reach with `ws`, JSON, a CRC and one fdatasync a batch, and no protocol at all. It is here
 * to be compared with; nothing of the product imports it.
 *
 * @param {string} folder for the three files; not there yet
 * @returns {Promise<import('../load.js').Side>}
 */
export async function startFloor(folder) {
  mkdirSync(folder)
  const leader = start('leader.js', join(folder, 'leader'))
  const url = await said(leader)
  const followers = ['one', 'two'].map((name) => start('follower.js', url, join(folder, name)))
  await said(leader)
  const socket = new WebSocket(url, { perMessageDeflate: false, generateMask: () => {} })
  await once(socket, 'open')
  return {
    pids: [leader, ...followers].map((child) => child.pid),
    load: (inFlight, seconds) => load(socket, inFlight, seconds),
    async stop() {
      const children = [leader, ...followers].filter((child) => child.exitCode === null)
      const gone = Promise.all(children.map((child) => once(child, 'exit')))
      for (const child of children) child.disconnect()
      await gone
    },
  }
}

/** @param {string[]} args */
const start = (file, ...args) => fork(fileURLToPath(new URL(file, import.meta.url)), args)

/** @returns {Promise<string>} */
function said(child) {
  return new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', (code) => reject(new Error(`a process of the floor ended with ${code}`)))
  })
}

/** @type {(socket: WebSocket, inFlight: number, seconds: number) => Promise<import('../load.js').Measured>} */
function load(socket, inFlight, seconds) {
  const latenciesMs = []
  const begin = performance.now()
  const end = begin + seconds * 1000
  let asked = 0
  let answered = 0
  let sentAt = begin

  function send(count) {
    const requests = []
    for (let i = 0; i < count; i++) {
      asked += 1
      requests.push({ id: asked, key: keyOf(asked), value: VALUE })
    }
    sentAt = performance.now()
    socket.send(JSON.stringify(requests))
  }

  return new Promise((resolve, reject) => {
    const lost = () => reject(new Error('the leader of the floor is gone'))
    socket.once('close', lost)
    socket.on('message', function heard(data) {
      const count = JSON.parse(data.toString()).length
      const now = performance.now()
      answered += count
      latenciesMs.push(now - sentAt)
      if (now < end) return send(count)
      if (answered < asked) return
      socket.off('message', heard).off('close', lost)
      resolve({ perSecond: (answered / (now - begin)) * 1000, decrees: answered, latenciesMs })
    })
    send(inFlight)
  })
}
