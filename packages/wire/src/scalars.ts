import { type Ballot, ballotJson, isBirth, isName, parseBallot, parseLegislator } from '@paxon/synod'
import * as z from 'zod'

/** Decree numbers, counts and batches: whole numbers from 0 to 2^53 - 1. */
export const numberSchema = z.number().int().min(0)

/**
 * Whole numbers in a row: what each of many messages, or each decree of a run, has one of. Checked in one pass, since a
 * schema for each number costs more than all that is done with it.
 */
export const columnSchema = (valueMax: number, lengthMax: number) =>
  z.custom<readonly number[]>((json) => isColumn(json, valueMax, lengthMax), {
    message: `no list of up to ${lengthMax} whole numbers from 0 to ${valueMax}`,
  })

export function isColumn(json: unknown, valueMax: number, lengthMax: number): json is readonly number[] {
  if (!Array.isArray(json) || json.length > lengthMax) return false
  for (const value of json) {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > valueMax) return false
  }
  return true
}

export const nameSchema = z.string().refine(isName)
export const birthSchema = z.string().refine(isBirth)
export const parliamentSchema = z.string().regex(/^[0-9a-f]{32}$/)

/** `"alpha"`, `"alpha.2"`. */
export const legislatorSchema = z.string().transform((text, context) => {
  const legislator = parseLegislator(text)
  if (legislator !== null) return legislator
  context.addIssue({ code: 'custom', message: 'no legislator' })
  return z.NEVER
})

/** `[3,"alpha.2"]`. */
export const ballotSchema = z.tuple([z.number(), z.string()]).transform((json, context) => {
  const ballot = parseBallot(json)
  if (ballot !== null) return ballot
  context.addIssue({ code: 'custom', message: 'no ballot' })
  return z.NEVER
})

export const ballotToJson = (ballot: Ballot): [number, string] => {
  const [round, by] = ballotJson(ballot)
  return [round, by]
}

export const seatSchema = z.object({
  name: nameSchema,
  incarnation: z.number().int().min(1),
  birth: birthSchema,
  weight: z.number().int().min(1),
})

export const lawSchema = z.object({ name: z.string().min(1).max(200), version: z.number().int().min(1) })

export const foundingSchema = z.object({
  parliament: parliamentSchema,
  roll: z.array(seatSchema).min(1).max(31),
  alpha: z.number().int().min(1).max(65_536),
  law: lawSchema,
  format: z.number().int().min(1),
})

export const foundingBallotSchema = z.object({ round: z.number().int().min(1), god: z.string().min(1).max(64) })

/** What a priest answers on: `ws://host:port` for peers and for citizens. */
export const addressSchema = z.object({ peer: z.string().max(300), citizens: z.string().max(300) })
