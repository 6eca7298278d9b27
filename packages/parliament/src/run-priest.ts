import { WebSocketNetwork } from '@paxon/messenger'
import { type BookForm, EXIT_INVARIANT, EXIT_LEDGER, nodeSurroundings, Priest } from '@paxon/priest'
import { ParliamentError } from '@paxon/wire'
import { EXIT } from './failure.js'
import { lawFrom } from './law-module.js'
import { type LogLevel, openPriestLog } from './logger.js'
import type { HostPort } from './readers.js'
import { onSignals } from './signals.js'

export interface PriestRun {
  readonly name: string
  readonly dir: string
  readonly god: readonly string[]
  readonly listen: HostPort
  readonly advertise: string | null
  readonly 'advertise-citizens': string | null
  readonly law: string | null
  readonly resume: boolean
  readonly messagebook: BookForm | null
  readonly secret: string | undefined
  readonly insecure: boolean
  readonly 'allow-origin': readonly string[]
  readonly logLevel: LogLevel
  /** Null: stdout. */
  readonly logFile: string | null
}

/** A priest that does not end in this time when it is told to leave is ended. */
const LEAVE_MS = 2_000

/** Runs a priest until it has left. @returns the exit code. @throws ParliamentError USAGE when it could not enter */
export async function runPriest(run: PriestRun): Promise<number> {
  const { log, flush } = openPriestLog(run.logLevel, run.name, run.logFile)
  const stop = (code: number): never => {
    flush()
    process.exit(code)
  }
  const broken = (error: unknown): never => {
    log.fatal({ event: 'broken', err: error }, 'an error that nobody expected: the process ends')
    return stop(EXIT_INVARIANT)
  }
  process.on('uncaughtException', broken).on('unhandledRejection', broken)
  const { advertise, 'advertise-citizens': citizens } = run
  const advertiseCitizens = citizens ?? advertise
  const priest = new Priest({
    name: run.name,
    dir: run.dir,
    god: run.god,
    listen: run.listen,
    resume: run.resume,
    insecure: run.insecure,
    log,
    surroundings: nodeSurroundings(new WebSocketNetwork({ allowOrigins: run['allow-origin'] })),
    ...(run.messagebook === null ? {} : { messagebook: run.messagebook }),
    ...(run.secret === undefined ? {} : { secret: run.secret }),
    ...(advertise === null ? {} : { advertise }),
    ...(advertiseCitizens === null ? {} : { advertiseCitizens }),
    ...(run.law === null ? {} : { law: await lawFrom(run.law) }),
  })
  onSignals((count) => {
    if (count > 1) stop(EXIT.DONE)
    setTimeout(stop, LEAVE_MS, EXIT.DONE)
    void priest.leave()
  })
  process.on('SIGUSR2', () => priest.setPresent(!priest.status().present))
  try {
    await priest.enter()
    log.info({ event: 'listening', ...priest.address, pid: process.pid }, `listens at ${priest.address.peer}`)
    await priest.done
    return EXIT.DONE
  } catch (error) {
    const code = exitOf(error)
    if (code === null) throw asUsage(error)
    const why = error instanceof Error ? error.message : String(error)
    log.fatal({ event: 'ended', exit: code }, why.includes('--resume') ? why : `${why}: ${whatToDo(code)}`)
    return code
  } finally {
    flush()
  }
}

/** Whatever keeps a priest from entering is wrong use of a folder or a flag, whatever the library calls it. */
const asUsage = (error: unknown): unknown =>
  error instanceof ParliamentError ? new ParliamentError('USAGE', error.message, 'none', { cause: error }) : error

/** Null for wrong use, which is told like any other. */
function exitOf(error: unknown): number | null {
  if (!(error instanceof ParliamentError)) return EXIT_INVARIANT
  if (error.code === 'LEDGER_FAILED') return EXIT_LEDGER
  return error.code === 'INVARIANT_BROKEN' ? EXIT_INVARIANT : null
}

/** It is not started again by itself: whoever reads the log has to act. */
const whatToDo = (exit: number): string =>
  exit === EXIT_LEDGER
    ? 'look at the disk first, then start it with --resume'
    : 'keep its folder and its log, and report it; --resume starts it all the same'
