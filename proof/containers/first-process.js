import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../island.js'
import { docker, logOf } from './engine.js'

const NAME = 'parliament-first-process'
const LEAVE_MS_MAX = 2_000
const SEEN_MS_MAX = 15_000
/** A priest whose law never comes: nothing has been said yet of what signals do. */
const LAW_THAT_NEVER_COMES =
  'console.log(\'{"event":"law is read"}\'); await new Promise((_) => setInterval(() => {}, 1e6))'

/**
 * A priest as the first process of a container, without an init: signals have no default there. SIGUSR2 makes it absent and
 * present; SIGTERM and SIGHUP let it leave within 2 s, with exit 0; and while it still loads they end it.
 */
export async function firstProcessProof() {
  for (const order of ['TERM', 'HUP']) {
    try {
      await priest([])
      await logged('listening')
      await docker('kill', '--signal', 'USR2', NAME)
      await logged('cut off')
      await docker('kill', '--signal', 'USR2', NAME)
      await logged('back')
      const ms = await endedBy(order, '0')
      console.log(`  first process: SIGUSR2 twice, then SIG${order}: left after ${ms} ms with exit 0`)
    } finally {
      await docker('rm', '--force', NAME).catch(() => {})
    }
  }
  const folder = mkdtempSync(join(tmpdir(), 'parliament-law-'))
  try {
    chmodSync(folder, 0o755)
    writeFileSync(join(folder, 'law.mjs'), LAW_THAT_NEVER_COMES)
    await priest(['--volume', `${folder}:/law:ro`], '--law', '/law/law.mjs')
    await logged('law is read')
    console.log(`  first process: SIGTERM while it loads: ended after ${await endedBy('TERM', '143')} ms`)
  } finally {
    await docker('rm', '--force', NAME).catch(() => {})
    rmSync(folder, { recursive: true, force: true })
  }
}

const priest = (options, ...words) =>
  docker(
    ...['run', '-d', '--init=false', '--read-only', '--name', NAME, '--tmpfs', '/data:uid=1000', ...options],
    ...['paxon-parliament', 'priest', '--name', 'alpha', '--dir', '/data', ...words],
  )

/** @returns {Promise<number>} ms until it had ended @throws when it took too long, or ended with another code */
async function endedBy(order, expected) {
  const beganAt = performance.now()
  await docker('kill', '--signal', order, NAME)
  const late = new Promise((resolve) => setTimeout(resolve, SEEN_MS_MAX, 'nothing').unref())
  const code = await Promise.race([docker('wait', NAME), late])
  const ms = Math.round(performance.now() - beganAt)
  if (code !== expected) throw new Error(`As the first process, SIG${order} ended a priest with ${code}.`)
  if (ms > LEAVE_MS_MAX) throw new Error(`As the first process, a priest took ${ms} ms to leave after SIG${order}.`)
  return ms
}

const logged = (event) =>
  eventually(
    async () => (await logOf(NAME)).some((line) => line.event === event),
    SEEN_MS_MAX,
    `The priest that is the first process did not log "${event}"`,
  )
