/**
 * The one error type of the project: a code, by which callers tell errors apart, and a message of the catalogue
 * (`en.ts`) with its parameters. It crosses the worker boundary as these, a `WireError`; its words are made where it is
 * read: `message` says what happened and what was received, `advice` what the person can do next.
 */
import type { Message, MessageParameters } from './message.ts'
import { type ErrorKey, type ErrorParameters, sayError } from './say.ts'

export type ErrorCode =
  | 'cancelled'
  | 'data-empty'
  | 'data-unreadable'
  | 'data-too-large'
  | 'data-unsupported'
  | 'classes-too-few'
  | 'image-unreadable'
  | 'model-unsupported'
  | 'model-mismatch'
  | 'weights-invalid'
  | 'manifest-invalid'
  | 'network-offline'
  | 'network-not-found'
  | 'network-forbidden'
  | 'network-refused'
  | 'network-content'
  | 'integrity'
  | 'storage'
  | 'backend-unavailable'
  | 'out-of-memory'
  | 'not-finite'
  | 'export-refused'
  | 'export-differs'
  | 'adapter-invalid'
  | 'recipe-invalid'
  | 'worker-lost'
  | 'device-lost'
  | 'run-unknown'
  | 'run-newer'
  | 'project-invalid'
  | 'project-newer'
  | 'internal'

/** An error as data: what can be posted and stored. */
export interface WireError extends Message {
  readonly code: ErrorCode
  readonly causes: readonly string[]
}

/** A key of the catalogue, what its words hold, and what went wrong beneath. */
export type Said = {
  [Key in ErrorKey]: Record<string, never> extends ErrorParameters<Key>
    ? [key: Key, parameters?: Record<string, never>, options?: { cause?: unknown } | undefined]
    : [key: Key, parameters: ErrorParameters<Key>, options?: { cause?: unknown } | undefined]
}[ErrorKey]

export class ThawError extends Error {
  override readonly name = 'ThawError'
  /** What callers tell errors apart by. */
  readonly code: ErrorCode
  /** What happened, as data. */
  readonly said: Message

  constructor(code: ErrorCode, ...[key, parameters, options]: Said) {
    super(key, options)
    this.code = code
    this.said = { key, parameters: (parameters ?? {}) as MessageParameters }
    // The words are made when they are read: the language may be fetched, or change, after the error was thrown.
    Object.defineProperty(this, 'message', { get: () => sayError(this.said)[0], configurable: true })
  }

  get advice(): string {
    return sayError(this.said)[1]
  }
}

/** Flattens any thrown value, with its chain of causes, into something that can be posted. */
export function toWire(thrown: unknown): WireError {
  const causes = causeMessages(thrown)
  if (thrown instanceof ThawError) return { code: thrown.code, ...thrown.said, causes }
  const detail = thrown instanceof Error ? thrown.message : String(thrown)
  return { code: 'internal', key: 'internal' satisfies ErrorKey, parameters: { detail }, causes }
}

export function fromWire({ code, key, parameters, causes }: WireError): ThawError {
  const options = causes.length > 0 ? { cause: new Error(causes.join(' ← ')) } : {}
  return new ThawError(code, ...([key, parameters, options] as unknown as Said))
}

function causeMessages(thrown: unknown): string[] {
  const messages: string[] = []
  let cause = thrown instanceof Error ? thrown.cause : undefined
  while (cause !== undefined && messages.length < 8) {
    messages.push(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause))
    cause = cause instanceof Error ? cause.cause : undefined
  }
  return messages
}
