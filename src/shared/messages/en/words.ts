/** Words and types that several files of this folder share. */
import type { Few } from '../few.ts'
import type { Say } from '../message.ts'

export const count = (number: number) => number.toLocaleString('en')

/** What an example is called. */
export type Noun = readonly [one: string, many: string]

export const counted = (number: number, [one, many]: Noun) => `${count(number)} ${number === 1 ? one : many}`

/** The first names in quotation marks, and how many more. */
export const few = ({ shown, more }: Few) =>
  shown.map((name) => `"${name}"`).join(', ') + (more > 0 ? ` and ${count(more)} more` : '')

/** "[2, 3]"; null stands for nothing at that place. */
export const shape = (sides: readonly number[] | null) => (sides ? `[${sides.join(', ')}]` : 'none')

export type Sides = readonly number[]

export const bytesOf = (number: number) => counted(number, ['byte', 'bytes'])

export const classesOf = (number: number) => counted(number, ['class', 'classes'])

/** A file that does not fit its schema: the path to the field, null for the file itself, and what a check says of it. */
export interface FieldFault {
  readonly field: string | null
  readonly detail: string
}

export const megabytes = (bytes: number) => `${count(Math.max(1, Math.round(bytes / 1e6)))} MB`

export type Sentences = readonly [what: string, advice: string]

/** What each file of this folder holds. */
export type Catalogue = {
  // biome-ignore lint/suspicious/noExplicitAny: each entry says what its own parameters are
  readonly errors: Readonly<Record<string, (parameters: any, say: Say) => Sentences>>
  // biome-ignore lint/suspicious/noExplicitAny: each entry says what its own parameters are
  readonly notices: Readonly<Record<string, (parameters: any, say: Say) => string>>
}
