/** Messages of a test's own wording, as the page is given them. */
import type { ErrorCode, WireError } from '../../src/shared/messages/errors.ts'
import type { Message } from '../../src/shared/messages/message.ts'
import { recorded } from '../../src/shared/messages/messageSchema.ts'

/** Says just this. */
export function told(words: string): Message {
  return recorded(words)
}

/** Says just this. */
export function toldError(code: ErrorCode, message: string, advice = ''): WireError {
  return { code, key: 'recordedError', parameters: { message, advice }, causes: [] }
}
