import { eventually } from '../island.js'
import { docker, logOf } from './engine.js'

const NAME = 'parliament-first-process'
const LEAVE_MS_MAX = 2_000
const SEEN_MS_MAX = 15_000

/**
 * A priest as the first process of a container, without an init: signals have no default there. SIGUSR2 makes it absent and
 * present; SIGTERM and SIGHUP let it leave within 2 s, with exit 0.
 */
export async function firstProcessProof() {
  for (const order of ['TERM', 'HUP']) {
    try {
      await docker(
        'run',
        '-d',
        '--init=false',
        '--read-only',
        '--name',
        NAME,
        '--tmpfs',
        '/data:uid=1000',
        'paxon-parliament',
        'priest',
        '--name',
        'alpha',
        '--dir',
        '/data',
      )
      await logged('listening')
      await docker('kill', '--signal', 'USR2', NAME)
      await logged('cut off')
      await docker('kill', '--signal', 'USR2', NAME)
      await logged('back')
      const beganAt = performance.now()
      await docker('kill', '--signal', order, NAME)
      const code = await docker('wait', NAME)
      const ms = performance.now() - beganAt
      if (code !== '0') throw new Error(`As the first process, SIG${order} ended a priest with ${code}.`)
      if (ms > LEAVE_MS_MAX) throw new Error(`As the first process, a priest took ${ms} ms to leave after SIG${order}.`)
      console.log(`  first process: SIGUSR2 twice, then SIG${order}: left after ${Math.round(ms)} ms with exit 0`)
    } finally {
      await docker('rm', '--force', NAME).catch(() => {})
    }
  }
}

const logged = (event) =>
  eventually(
    async () => (await logOf(NAME)).some((line) => line.event === event),
    SEEN_MS_MAX,
    `The priest that is the first process did not log "${event}"`,
  )
