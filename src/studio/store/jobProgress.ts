/** How far the engine is with what it was asked for. */
import type { Message } from '../../shared/messages/message.ts'
import type { ProgressUnit } from '../../shared/wire/events.ts'

export interface JobProgress {
  /** "Reading photographs" */
  readonly stage: Message
  readonly done: number
  /** 0 while unknown. */
  readonly total: number
  readonly unit: ProgressUnit
  /** When this stage began, in milliseconds since the epoch. */
  readonly since: number
}
