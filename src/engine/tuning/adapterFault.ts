/** Why an adapter is refused: the key, the shape it has, and the shape that the model would take. */
import { ThawError } from '../../shared/messages/errors.ts'

export function adapterFault(message: string, cause?: unknown): ThawError {
  return new ThawError(
    'adapter-invalid',
    message,
    'Use an adapter together with the model that it was trained on, and the files as they were saved.',
    cause === undefined ? undefined : { cause },
  )
}

/** Null stands for nothing at that place. */
export function shapeFault(
  key: string,
  received: readonly number[] | null,
  expected: readonly number[] | null,
): ThawError {
  if (expected === null)
    return adapterFault(`The adapter has "${key}" of shape ${written(received)}; the model has no place for it (none).`)
  return adapterFault(`Expected "${key}" of shape ${written(expected)} for this model, received ${written(received)}.`)
}

function written(shape: readonly number[] | null): string {
  return shape ? `[${shape.join(', ')}]` : 'none'
}
