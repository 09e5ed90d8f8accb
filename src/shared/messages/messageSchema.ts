/**
 * Messages and errors as they stand in what was stored: as data, or, by versions that had no catalogue, in words. What
 * is stored may come from a stranger, so that parameters must be plain data of bounded size; whether they are those that
 * a message's words need, `say` finds out.
 */
import * as v from 'valibot'
import type { WireError } from './errors.ts'
import type { Message, MessageParameters } from './message.ts'
import { type ErrorKey, notice } from './say.ts'

const text = v.string()
const data = {
  key: text,
  parameters: v.custom<MessageParameters>(areParameters, 'expected plain data of bounded size'),
}

/** Untrusted JSON as a message. */
export const messageSchema: v.GenericSchema<unknown, Message> = v.union([
  v.object(data),
  v.pipe(text, v.transform(recorded)),
])

/** Untrusted JSON as an error; its code may be one of a later version. */
export const wireErrorSchema: v.GenericSchema<unknown, WireError> = v.union([
  v.object({ code: v.custom<WireError['code']>(isText), ...data, causes: v.array(text) }),
  v.pipe(
    v.object({ code: v.custom<WireError['code']>(isText), message: text, advice: text, causes: v.array(text) }),
    v.transform(({ code, message, advice, causes }) => {
      const key: ErrorKey = 'recordedError'
      return { code, key, parameters: { message, advice }, causes }
    }),
  ),
])

/** What an earlier version wrote in words. */
export function recorded(words: string): Message {
  return notice('recorded', { text: words })
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

/** A list of many names is a message's longest parameter. */
const largest = 1_000_000
const deepest = 12

function areParameters(value: unknown): boolean {
  return isPlainObject(value) && sizeOf(value, deepest) <= largest
}

/** One for each value, and its characters; infinite where something is no plain data or lies too deep. */
function sizeOf(value: unknown, depth: number): number {
  if (typeof value === 'string') return 1 + value.length
  if (value === null || value === undefined || ['number', 'boolean'].includes(typeof value)) return 1
  if (depth === 0 || !(Array.isArray(value) || isPlainObject(value))) return Number.POSITIVE_INFINITY
  let size = 1
  for (const [name, each] of Object.entries(value)) size += name.length + sizeOf(each, depth - 1)
  return size
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
