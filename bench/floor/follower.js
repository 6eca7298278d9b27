import { WebSocket } from 'ws'
import { Book } from './book.js'
import { decodeRecord } from './record.js'

/** Writes and syncs what the leader sends, gathering while a sync is under way, and says up to which batch it has all. */
const [leaderUrl, path] = process.argv.slice(2)
const book = new Book(path)
const leader = new WebSocket(`${leaderUrl}/follower`, { perMessageDeflate: false, generateMask: () => {} })

/** @type {Buffer[]} */
let gathered = []
let received = 0
let syncing = false

function write() {
  const record = gathered.length === 1 ? gathered[0] : Buffer.concat(gathered)
  const upTo = received
  gathered = []
  syncing = true
  book.append(record, () => {
    syncing = false
    leader.send(JSON.stringify({ upTo }))
    if (gathered.length > 0) write()
  })
}

leader.on('message', (/** @type {Buffer} */ record) => {
  received = decodeRecord(record).batch
  gathered.push(record)
  if (!syncing) write()
})
process.on('disconnect', () => process.exit())
