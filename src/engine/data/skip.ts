import type { Message } from '../../shared/messages/message.ts'
import { say } from '../../shared/messages/say.ts'

/** Thrown where one file cannot be used; the reader lists it with the reason and goes on to the next. */
export class Skip extends Error {
  override readonly name = 'Skip'
  readonly reason: Message

  constructor(reason: Message) {
    super(reason.key)
    this.reason = reason
    Object.defineProperty(this, 'message', { get: () => say(reason), configurable: true })
  }
}
