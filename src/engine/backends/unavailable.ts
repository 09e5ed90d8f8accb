import type { Message } from '../../shared/messages/message.ts'

/** Why a backend cannot be had. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable'
  readonly said: Message

  constructor(said: Message) {
    super(said.key)
    this.said = said
  }
}
