import { eventually } from '../island.js'
import { compose, docker, logOf } from './engine.js'

const CONTAINER = 'parliament-delta-1'
const RESUMED = 'parliament-delta-resumed'
const DOWN_MS_MAX = 60_000
const SEEN_MS_MAX = 15_000
/** docker-compose.yml: restart: on-failure:5. */
const TRIES_MAX = 5

/** A priest that has stopped for good is not revived into a loop, its log says what to do, and that brings it back. */
export async function stoppedProof(priests, upTo, backMs) {
  const note = JSON.stringify({ exit: 74, why: 'the ledger cannot be written: EIO' })
  await compose('exec', '-T', 'delta', 'sh', '-c', `echo '${note}' > /data/delta/STOPPED.json`)
  await compose('kill', 'delta')
  await compose('start', 'delta')
  const state = async () => JSON.parse(await docker('inspect', '--format', '{{json .}}', CONTAINER))
  const isDown = async () => (await state()).State.Status === 'exited'
  await eventually(isDown, DOWN_MS_MAX, 'A priest with STOPPED.json is started again and again, and was not left alone')
  const { State, RestartCount } = await state()
  if (State.ExitCode !== 74) throw new Error(`A priest with STOPPED.json ended with ${State.ExitCode}.`)
  if (RestartCount > TRIES_MAX) throw new Error(`A priest with STOPPED.json was started again ${RestartCount} times.`)
  const last = (await logOf(CONTAINER)).at(-1)
  if (last?.event !== 'ended' || !/--resume/.test(last.msg)) throw new Error(`Its last line says ${last?.msg}.`)
  console.log(`  stopped: exit 74 ${RestartCount + 1} times, then down; "${last.msg}"`)

  await compose('run', '-d', '--no-deps', '--use-aliases', '--name', RESUMED, 'delta', ...RESUME)
  const hasEntered = async () => (await logOf(RESUMED)).some(({ event }) => event === 'entered')
  await eventually(hasEntered, SEEN_MS_MAX, 'A priest that was resumed did not enter')
  await docker('stop', RESUMED)
  await docker('rm', RESUMED)
  await compose('up', '-d', '--no-deps', 'delta')
  await priests.allCaughtUp(upTo, backMs)
  console.log('  stopped: resumed, and takes part again')
}

/** As docs/OPERATIONS.md has it. */
const RESUME = ['priest', '--resume']
