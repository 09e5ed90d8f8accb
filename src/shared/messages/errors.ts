/**
 * The one error type of the project. Its `message` says what happened and what was received; its `advice` says what
 * the person can do next. It crosses the worker boundary whole, as a `WireError`, and is rebuilt on the other side.
 */
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
  | 'adapter-invalid'
  | 'recipe-invalid'
  | 'worker-lost'
  | 'device-lost'
  | 'run-unknown'
  | 'run-newer'
  | 'project-invalid'
  | 'project-newer'
  | 'internal'

export interface WireError {
  readonly code: ErrorCode
  readonly message: string
  readonly advice: string
  readonly causes: readonly string[]
}

export class ThawError extends Error {
  override readonly name = 'ThawError'
  readonly code: ErrorCode
  readonly advice: string

  constructor(code: ErrorCode, message: string, advice: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
    this.advice = advice
  }
}

/** Flattens any thrown value, with its chain of causes, into something that can be posted. */
export function toWire(thrown: unknown): WireError {
  const causes = causeMessages(thrown)
  if (thrown instanceof ThawError) return { code: thrown.code, message: thrown.message, advice: thrown.advice, causes }
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return {
    code: 'internal',
    message: `internal: ${message}`,
    advice: 'This is a fault in the studio. What you had is kept; try the step again.',
    causes,
  }
}

export function fromWire(wire: WireError): ThawError {
  const cause = wire.causes.length > 0 ? new Error(wire.causes.join(' ← ')) : undefined
  return new ThawError(wire.code, wire.message, wire.advice, cause ? { cause } : undefined)
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
