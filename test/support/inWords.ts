import type { SkippedFile } from '../../src/shared/domain/data.ts'
import type { WireError } from '../../src/shared/messages/errors.ts'
import { isMessage, type Message } from '../../src/shared/messages/message.ts'
import { say, sayError } from '../../src/shared/messages/say.ts'

/** Messages as a person reads them. */
export function inWords(messages: readonly Message[]): string[] {
  return messages.map(say)
}

/** What happened, as a person reads it; null where nothing did. */
export function errorInWords(error: WireError | null): string | null {
  return error && sayError(error)[0]
}

/** What was left out, each with its reason as a person reads it. */
export function leftOut(skipped: readonly SkippedFile[]): { readonly path: string; readonly reason: string }[] {
  return skipped.map(({ path, reason }) => ({ path, reason: say(reason) }))
}

/** What was asked for, or as a person reads it why there is none. */
export function orWhy<T>(value: T | Message): T | string {
  return isMessage(value) ? say(value) : value
}
