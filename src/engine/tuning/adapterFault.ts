/** Why an adapter is refused: the key, the shape it has, and the shape that the model would take. */
import { ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'

export function adapterFault(fault: Message, cause?: unknown): ThawError {
  return new ThawError('adapter-invalid', 'adapterInvalid', { fault }, cause === undefined ? {} : { cause })
}

/** Null stands for nothing at that place. */
export function shapeFault(
  key: string,
  received: readonly number[] | null,
  expected: readonly number[] | null,
): ThawError {
  if (expected === null) return adapterFault(notice('adapterTensorPlaceless', { key, received }))
  return adapterFault(notice('adapterTensorShape', { key, received, expected }))
}
