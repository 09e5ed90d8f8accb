// Estimates as a person reads them: rounded, and owning to it.
import type { MethodId } from '../../../shared/catalog/methods.ts'
import { formatSeconds } from '../../ui/format.ts'

export function about(figure: string): string {
  return `≈ ${figure}`
}

/** An estimate of a few milliseconds claims more than it knows. */
export function aboutSeconds(seconds: number): string {
  return seconds < 0.1 ? '<\u00a00.1\u00a0s' : about(formatSeconds(seconds))
}

/** Where the thaw line lies: "head alone", "top 3 of 14 blocks", "all 14 blocks". */
export function lineWords(method: MethodId, thawed: number, blocks: number): string {
  if (thawed === 0) return 'Head alone'
  const reached = thawed === blocks ? `all ${blocks} blocks` : `top ${thawed} of ${blocks} blocks`
  return method === 'gradual' ? `Head first, then ${reached}` : reached.charAt(0).toUpperCase() + reached.slice(1)
}
