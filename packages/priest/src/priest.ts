import { join } from 'node:path'
import { KeyValueLaw, type Law } from '@paxon/law'
import type { Ledger } from '@paxon/ledger'
import { Messenger } from '@paxon/messenger'
import type { Identity, Inscribed, LedgerRecord, Name, PeerMet } from '@paxon/synod'
import { nameOf, putBackBecause } from '@paxon/synod'
import { CLOSE, ParliamentError, type PeerHello, type PriestStatus } from '@paxon/wire'
import { DiskRoom } from './disk-room.js'
import { CitizensDoor, carrierOver } from './door.js'
import { Ending, endBy } from './ending.js'
import { Entrance } from './entrance.js'
import { FaultLog } from './fault-log.js'
import { Foundation, peerUrls } from './foundation.js'
import { guarded } from './guarded.js'
import { type Health, notReadyBecause } from './health.js'
import { helloOf, peerMet } from './hello.js'
import { factsOf, judgePeer, otherLawThan } from './judge.js'
import { type Log, silentLog } from './log.js'
import { Member } from './member.js'
import { logMember, logPresence } from './notices.js'
import { bookOf } from './own-book.js'
import { logOpened, openLedgerOf } from './own-ledger.js'
import type { PriestOptions } from './priest-options.js'
import { Remembered } from './remembered.js'
import { statusOf } from './status.js'
import { EXIT_LEDGER, EXIT_USAGE, type StoppedNote, stoppedError, stoppedFile } from './stopped.js'
import { nodeSurroundings, type Surroundings } from './surroundings.js'

/** How long a leaving priest may take, ms: what is under way (1.5 s at most), then the last sync. */
const LEAVE_MS = 1_800

/**
 * One priest: its ledger, its messenger, its doors, and once there is a parliament its seat in it. Embedded, it never ends
 * the process: {@link Priest.done} tells how it ended.
 */
export class Priest {
  readonly name: Name
  /** Resolves when it has left; rejects with LEDGER_FAILED (74), INVARIANT_BROKEN (70), USAGE (another law), or as enter() did. */
  get done(): Promise<void> {
    return this.ending.done
  }

  private readonly options: PriestOptions
  private readonly surroundings: Surroundings
  private readonly log: Log
  private readonly law: Law
  private readonly faults: FaultLog
  private readonly note: StoppedNote
  private readonly remembered: Remembered
  private readonly door: CitizensDoor
  private readonly entrance: Entrance
  private readonly ending = new Ending()
  /** `closing`: everything is said, and the last sync is waited for. */
  private state: 'new' | 'opening' | 'open' | 'leaving' | 'closing' | 'ended' = 'new'
  private present = true
  /** A peer that remembers more of this ledger said so while the law was still being read; it may be gone by now (P42). */
  private noticed: PeerMet | null = null
  private ledger: Ledger | null = null
  private messenger: Messenger | null = null
  private foundation: Foundation | null = null
  private member: Member | null = null
  private readonly diskRoom: DiskRoom
  private cancelLeaving: () => void = () => {}

  /** @throws RangeError when the name is none; ParliamentError USAGE for a weak secret, or none where others may come in */
  constructor(options: PriestOptions) {
    this.options = options
    this.name = nameOf(options.name)
    this.log = options.log ?? silentLog
    this.surroundings = guarded(options.surroundings ?? nodeSurroundings(), options, this.log)
    this.law = options.law ?? new KeyValueLaw()
    this.remembered = new Remembered(this.surroundings.randomHex(8))
    this.faults = new FaultLog(this.log, this.surroundings.clock)
    this.note = options.stoppedNote ?? stoppedFile(join(options.dir, this.name))
    this.diskRoom = new DiskRoom(this.surroundings.disk, this.surroundings.clock, options.dir)
    this.door = new CitizensDoor({
      me: this.name,
      now: () => this.surroundings.clock.now(),
      after: (ms, call) => this.surroundings.clock.after(ms, call),
      carrier: carrierOver(() => this.messenger),
      parliament: () => this.member?.parliament ?? null,
      president: () => this.member?.core.hearsPresident ?? null,
      citizensUrls: () => this.foundation?.citizensUrls ?? new Map(),
      status: () => this.status(),
      docket: () => this.member?.docket ?? null,
      isOpening: () => this.state === 'opening' || this.foundation?.isFounded === true,
      onReply: () => this.endTurn(),
      onFault: (remote, reason) => this.faults.tell({ peer: null, remote, by: 'us', ...reason }),
    })
    this.entrance = new Entrance({
      me: this.name,
      network: this.surroundings.network,
      options,
      citizen: this.door,
      peer: () => this.messenger?.door ?? null,
      health: () => this.health(),
    })
  }

  /** The port that is listened on; 0 before. */
  get port(): number {
    return this.entrance.port
  }

  /** Where peers and citizens find this priest. */
  get address() {
    return this.entrance.address
  }

  /**
   * Listens, opens the ledger and takes part; resolves when citizens and peers are let in (founded or not).
   * @throws ParliamentError USAGE: the port is taken, the folder is another's or in use; WRONG_PARLIAMENT: it has pages of two;
   * LEDGER_FAILED, INVARIANT_BROKEN: STOPPED.json says so, or the ledger cannot be opened
   */
  async enter(): Promise<void> {
    if (this.state !== 'new') throw new ParliamentError('USAGE', `${this.name} has entered already`)
    this.state = 'opening'
    let ledger: Ledger
    try {
      const stopped = this.note.read()
      if (stopped !== null && this.options.resume !== true) throw stoppedError(stopped)
      await this.entrance.open()
      ledger = await openLedgerOf(this.name, this.options, this.surroundings)
      this.note.remove()
    } catch (error) {
      this.state = 'ended'
      await new Promise<void>((resolve) => this.closeDoors(resolve))
      this.ending.reject(error)
      throw error
    }
    this.opened(ledger)
  }

  private opened(ledger: Ledger): void {
    this.ledger = ledger
    this.noticed = null
    if (this.now === 'ended') ledger.abandon()
    else if (this.now === 'leaving') this.close()
    else this.takeUp(ledger)
  }

  /** Its ledger is in doubt, and says so: opened again it has a new birth, which learns and is given the seat by decree. */
  private beginAnew({ keeper }: Member): void {
    const { ledger } = this
    if (this.state !== 'open' || ledger === null) return
    this.state = 'opening'
    this.member?.stop()
    this.member = null
    this.remembered.handsOnIn = this.surroundings.randomHex(8)
    this.messenger?.close()
    this.foundation?.end()
    ledger.close(() => {
      keeper.reset()
      openLedgerOf(this.name, this.options, this.surroundings).then(
        (anew) => this.opened(anew),
        (error) => this.fail(EXIT_LEDGER, 'LEDGER_FAILED', `the ledger cannot be opened again: ${error.message}`),
      )
    })
  }

  /** The state, which may have changed while something was waited for. */
  private get now(): Priest['state'] {
    return this.state
  }

  /**
   * Leaves the chamber in order: what is under way is finished (1.5 s at most), a successor is named, the last batch is
   * synced. Resolves when everything is closed.
   * @param all god says that everyone leaves: nobody is named
   */
  async leave(options: { readonly all?: boolean } = {}): Promise<void> {
    const { state, member } = this
    if (state === 'ended') return this.done.catch(() => {})
    if (state === 'leaving' || state === 'closing') return this.done
    this.state = 'leaving'
    this.cancelLeaving = this.surroundings.clock.after(LEAVE_MS, () => this.closeLate())
    // What is being opened is closed by enter().
    if (state === 'opening') return this.done
    if (member === null) this.close()
    else member.loop.post({ type: 'Leave', all: options.all === true })
    return this.done
  }

  /** Absent: no peer and no citizen reaches this priest, only god does. */
  setPresent(present: boolean): void {
    if (present === this.present) return
    this.present = present
    this.messenger?.setPresent(present)
    this.door.setPresent(present)
    this.foundation?.presenceChanged(present)
    logPresence(this.log, present)
  }

  status(): PriestStatus {
    return statusOf({
      name: this.name,
      incarnation: this.identity?.incarnation ?? 1,
      url: this.address.citizens,
      present: this.present,
      member: this.member,
      ledgerBytes: this.ledger?.bytes ?? 0,
      surroundings: this.surroundings,
    })
  }

  /** As the law knows this priest; before that, as its ledger does. */
  private get identity(): Identity | undefined {
    return this.member?.core.me ?? this.ledger?.opened.me
  }

  private health(): Health {
    const since = this.ledger?.syncingSince ?? null
    const syncingMs = since === null ? null : this.surroundings.clock.now() - since
    const { name, state, present, member } = this
    return { syncingMs, notReady: notReadyBecause({ name, isOpen: state === 'open', present, member }) }
  }

  private takeUp(ledger: Ledger): void {
    const { opened } = ledger
    const { clock, network, chance } = this.surroundings
    logOpened(this.log, opened, this.port)
    ledger.onSynced = (position, batch) => {
      this.member?.loop.onSynced(position, batch)
      this.foundation?.onSynced(position)
    }
    ledger.onFailed = (error) =>
      this.fail(EXIT_LEDGER, 'LEDGER_FAILED', `the ledger cannot be written: ${error.message}`)
    this.messenger = new Messenger({
      network,
      clock,
      chance,
      me: this.name,
      hello: () => this.hello(ledger),
      judge: (hello, heard) => judgePeer(hello, heard, { ...factsOf(this.foundation, this.member), law: this.law }),
      onMet: (hello) => this.met(ledger, hello),
      onLost: (name, refused) => this.lost(name, refused),
      onFrame: (from, frame) => this.member?.received(from, frame),
      onFault: (fault) => this.faults.tell(fault),
    })
    this.foundation = new Foundation({
      ledger,
      god: this.options.god ?? [],
      address: this.address,
      law: { name: this.law.name, version: this.law.version },
      surroundings: this.surroundings,
      write: (records) => this.write(ledger, records),
      onAddresses: (addresses) => this.messenger?.setAddresses(peerUrls(addresses)),
      onFounded: (inscribed, doubted) => this.becomeMember(ledger, inscribed, doubted),
      onLeave: (all) => void this.leave({ all }),
      onPresence: (present) => this.setPresent(present),
      onUnproved: (why) =>
        this.log.warn({ event: 'god unproved' }, `god and this priest have not the same secret: ${why}`),
      isPresent: () => this.present,
    })
    this.messenger.setPresent(this.present)
    this.state = 'open'
    this.foundation.begin()
  }

  private write(ledger: Ledger, records: readonly LedgerRecord[]): number {
    if (this.member !== null) return this.member.loop.write(records)
    const position = ledger.append(records)
    ledger.flush()
    return position
  }

  private becomeMember(ledger: Ledger, inscribed: Inscribed, doubted: string | null): void {
    const { founding } = inscribed
    if (founding === null || this.messenger === null) return
    const other = otherLawThan(founding, this.law)
    if (other !== null) return this.refuse(other)
    Member.enter(
      {
        me: ledger.opened.me,
        founding,
        inscribed,
        doubted,
        batch: ledger.opened.batch,
        ledger,
        law: this.law,
        messenger: this.messenger,
        door: this.door,
        surroundings: this.surroundings,
        remembered: this.remembered,
        log: this.log,
        timing: this.options.timing ?? {},
        bounds: this.options.bounds ?? {},
        docketLimits: this.options.docketLimits ?? {},
        openBook: bookOf(this.options, { founding, inscribed, ledger }, this.log, () => this.state === 'open'),
        diskFull: () => this.diskRoom.isFull,
        onBroken: (error) => this.fail(...endBy(error)),
        onLeft: () => this.surroundings.endOfTurn(() => this.close()),
        onDoubted: (doubtful) => this.surroundings.endOfTurn(() => this.beginAnew(doubtful)),
      },
      (entered) => {
        if (entered instanceof Error) return this.fail(...endBy(entered))
        if (this.state !== 'open') return entered.stop()
        this.member = entered
        if (this.noticed !== null) entered.loop.post(this.noticed)
        logMember(this.log, founding, entered.core)
        if (doubted === null) this.messenger?.greetAnew()
        else this.beginAnew(entered)
      },
    )
  }

  private hello({ opened }: Ledger): PeerHello {
    return helloOf({
      opened,
      me: this.identity ?? opened.me,
      batch: this.member?.core.batch ?? opened.batch,
      founding: this.foundation?.founding ?? null,
      law: this.law,
      remembered: this.remembered,
      addresses: this.foundation?.addresses ?? new Map(),
    })
  }

  private met(ledger: Ledger, hello: PeerHello): void {
    this.remembered.met(hello.birth, hello)
    this.foundation?.met(hello)
    const met = peerMet(hello, { opened: ledger.opened, life: this.remembered.life })
    if (this.member !== null) this.member.loop.post(met)
    else if (putBackBecause(met, ledger.opened.batch, ledger.opened.batch) !== null) this.noticed = met
    this.member?.tellDigests(hello.name)
  }

  private lost(name: Name, refused: boolean): void {
    this.member?.docket.lost(name)
    this.member?.loop.post({ type: 'PeerLost', name, refused })
  }

  private endTurn(): void {
    if (this.member !== null) this.member.loop.schedule()
    else this.surroundings.endOfTurn(() => this.door.flush())
  }

  /** The end after an order: everything is said, written and closed. */
  private close(): void {
    if (this.state !== 'leaving') return
    this.state = 'closing'
    this.member?.stop()
    this.messenger?.flush()
    // The ledger's lock is let go last: whoever sees it free finds the port free too.
    this.closeDoors(() => {
      if (this.ledger === null) this.closed()
      else this.ledger.close(() => this.closed())
    })
  }

  private closed(): void {
    if (this.state !== 'closing') return
    this.state = 'ended'
    this.cancelLeaving()
    this.ending.resolve()
  }

  /** What still hangs was never answered for, so that nothing is lost with it. */
  private closeLate(): void {
    this.close()
    this.log.warn({ event: 'left late' }, `something hangs: ${this.name} leaves without waiting for it any longer`)
    this.ledger?.abandon()
    this.closed()
  }

  private closeDoors(done: () => void): void {
    this.door.closeAll(CLOSE.GOING, `${this.name} leaves`)
    this.messenger?.close()
    this.faults.close()
    this.foundation?.end()
    this.entrance.close(done)
  }

  /** The end without an order: nothing more is said or written, and a note says that it must not simply go on. */
  private fail(exit: number, code: 'LEDGER_FAILED' | 'INVARIANT_BROKEN', why: string): void {
    if (this.state === 'ended') return
    this.note.leave({ exit, why })
    this.stop(exit, code, why)
  }

  /** It was started wrongly, and may be started again once that is mended. */
  private refuse(why: string): void {
    if (this.state !== 'ended') this.stop(EXIT_USAGE, 'USAGE', why)
  }

  private stop(exit: number, code: 'LEDGER_FAILED' | 'INVARIANT_BROKEN' | 'USAGE', why: string): void {
    this.state = 'ended'
    this.cancelLeaving()
    this.log.error({ event: 'stopped', exit, why }, `stopped: ${why}`)
    this.member?.halt()
    this.door.drop()
    this.closeDoors(() =>
      this.surroundings.endOfTurn(() => {
        this.ledger?.abandon()
        this.ending.reject(new ParliamentError(code, why))
      }),
    )
  }
}
