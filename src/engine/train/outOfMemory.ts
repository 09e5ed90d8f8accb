/** Whether a backend threw because it found no memory, and what to say where no smaller piece is left to try. */
import { ThawError } from '../../shared/messages/errors.ts'

const signs =
  /out of memory|not enough memory|allocation fail|failed to allocate|cannot enlarge memory|could not allocate|bad_alloc|\bOOM\b|invalid (typed )?array length|array buffer allocation|buffer size .* exceeds|greater than webgl maximum|unable to create webgl(texture|buffer|framebuffer)/i

export function isOutOfMemory(error: unknown): boolean {
  if (error instanceof ThawError) return error.code === 'out-of-memory'
  return error instanceof Error && (signs.test(error.message) || isOutOfMemory(error.cause))
}

export function outOfMemory(step: number, cause: unknown): ThawError {
  return new ThawError('out-of-memory', 'exampleTooLarge', { step }, { cause })
}
