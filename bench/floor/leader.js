import { WebSocketServer } from 'ws'
import { Book } from './book.js'
import { encodeRecord } from './record.js'

/**
 * Takes requests, makes a batch of all that came while the last sync was under way, sends it to both followers and writes
 * it; answers a batch when its own file and one follower's have it.
 */
const FOLLOWERS = 2

const [path] = process.argv.slice(2)
const book = new Book(path)
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })

/** @type {import('ws').WebSocket[]} */
const followers = []
/** @type {{ id: number, key: string, value: string }[]} */
let gathered = []
/** Batches not answered yet. @type {{ batch: number, ids: number[], client: import('ws').WebSocket }[]} */
const waiting = []
let batch = 0
let syncing = false
let leaderUpTo = 0
let followerUpTo = 0
let decree = 0

/** @param {import('ws').WebSocket} client */
function write(client) {
  batch += 1
  const mine = batch
  const record = encodeRecord({ batch, decrees: gathered })
  waiting.push({ batch, ids: gathered.map((request) => request.id), client })
  gathered = []
  for (const follower of followers) follower.send(record)
  syncing = true
  book.append(record, () => {
    syncing = false
    leaderUpTo = mine
    answer()
    if (gathered.length > 0) write(client)
  })
}

function answer() {
  const upTo = Math.min(leaderUpTo, followerUpTo)
  while (waiting.length > 0 && waiting[0].batch <= upTo) {
    const { ids, client } = waiting.shift()
    client.send(JSON.stringify(ids.map((id) => ({ id, decree: ++decree }))))
  }
}

server.on('connection', (socket, request) => {
  if (request.url === '/follower') {
    socket.on('message', (/** @type {Buffer} */ data) => {
      followerUpTo = Math.max(followerUpTo, JSON.parse(data.toString()).upTo)
      answer()
    })
    if (followers.push(socket) === FOLLOWERS) process.send('complete')
    return
  }
  socket.on('message', (/** @type {Buffer} */ data) => {
    for (const petition of JSON.parse(data.toString())) gathered.push(petition)
    if (!syncing) write(socket)
  })
})
server.on('listening', () => process.send(`ws://127.0.0.1:${server.address().port}`))
process.on('disconnect', () => process.exit())
