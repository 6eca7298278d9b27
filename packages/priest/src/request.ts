import type { Name, Tag } from '@paxon/synod'
import type { CitizenReply, CitizenRequest, ParliamentError } from '@paxon/wire'

/** What a citizen may ask for, but for hello and status. */
export type Asked = Extract<CitizenRequest, { type: 'petition' | 'session' | 'inquiry' }>

/** Who asked: a citizen at this priest's door, or another priest that hands its citizens' requests on. */
export interface Asker {
  /** Ignored when the asker has gone. Replies of one turn leave in one frame. */
  reply(reply: CitizenReply): void
  readonly gone: boolean
  /** Replies of so many bytes wait for it to take them that it gets no more answers, only errors. */
  readonly isFull: boolean
  /** A priest: what it handed on is not handed on again. */
  readonly isPriest: boolean
}

export interface Request {
  readonly asker: Asker
  /** Its body is a view of the frame that it came in, or its own (own-body.ts). */
  asked: Asked
  /** By this priest's clock, ms. */
  readonly deadline: number
  /** Marks it for the core, or for the priest that it was handed on to; null while it waits. */
  tag: Tag | null
  /** The decree that it became; null until it is proposed here. */
  number: number | null
  /** The priest that it was handed on to. */
  handedTo: Name | null
  /** It has had its reply. */
  done: boolean
  /** Deadlines have been looked at since it came. */
  wasOpen: boolean
}

export const request = (asker: Asker, asked: Asked, deadline: number): Request => ({
  asker,
  asked,
  deadline,
  tag: null,
  number: null,
  handedTo: null,
  done: false,
  wasOpen: false,
})

/** Replies with an error, unless it has had a reply already. */
export function fail(request: Request, error: ParliamentError): void {
  if (request.done) return
  request.done = true
  request.asker.reply({
    type: 'error',
    id: request.asked.id,
    code: error.code,
    message: error.message,
    outcome: error.outcome,
  })
}
