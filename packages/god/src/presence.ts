import type { Clock, Connection } from '@paxon/messenger'
import type { Name } from '@paxon/synod'
import { encodeGodMessage } from '@paxon/wire'

/** How long a priest may take to become absent or present. */
export const PRESENCE_MS = 2_000

type Answer = (error: string | null) => void
interface Asked {
  readonly name: Name
  readonly present: boolean
  readonly answer: Answer
}

/** Makes priests absent and present for a command line, and says when it is done. */
export class Presence {
  private readonly clock: Clock
  private readonly connectionOf: (name: Name) => Connection | undefined
  private readonly asked = new Set<Asked>()

  constructor(clock: Clock, connectionOf: (name: Name) => Connection | undefined) {
    this.clock = clock
    this.connectionOf = connectionOf
  }

  /** @param answer told once: null, or why it was not done, as a sentence */
  ask(name: Name, what: 'absent' | 'present', answer: Answer): void {
    const connection = this.connectionOf(name)
    if (connection === undefined) return answer(`no priest ${name} is connected to god: see parliament status`)
    const cancel = this.clock.after(PRESENCE_MS, () => {
      this.asked.delete(asked)
      answer(`${name} did not answer within ${PRESENCE_MS} ms: see its log`)
    })
    const asked: Asked = {
      name,
      present: what === 'present',
      answer: (error) => {
        cancel()
        this.asked.delete(asked)
        answer(error)
      },
    }
    this.asked.add(asked)
    connection.send(encodeGodMessage({ type: what }))
  }

  /** A priest says what it is now. */
  told(name: Name, present: boolean): void {
    for (const asked of this.asked) if (asked.name === name && asked.present === present) asked.answer(null)
  }

  lost(name: Name): void {
    for (const asked of this.asked)
      if (asked.name === name) asked.answer(`${name} was lost before it answered: try again`)
  }
}
