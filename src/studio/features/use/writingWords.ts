import type { Generation } from '../../../shared/domain/answers.ts'
import { countOf, formatSeconds } from '../../ui/format.ts'

/** "60 tokens in 1.2 s, on this device. It ended the text by itself." */
export function endWords({ tokens, milliseconds, end }: Generation): string {
  const made = `${countOf(tokens, 'token', 'tokens')} in ${formatSeconds(milliseconds / 1000)}, on this device.`
  switch (end) {
    case 'length':
      return made
    case 'end-of-text':
      return `${made} It ended the text by itself.`
    case 'stopped':
      return `${made} Stopped by you.`
    default:
      return end satisfies never
  }
}
