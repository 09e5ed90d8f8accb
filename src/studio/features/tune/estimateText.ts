// Estimates as a person reads them: rounded, and owning to it.
import { methodCard } from '../../../methods/cards.ts'
import type { MethodId } from '../../../methods/ids.ts'
import { formatSeconds } from '../../ui/format.ts'

export function about(figure: string): string {
  return `≈ ${figure}`
}

/** An estimate to the millisecond claims more than it knows. */
export function aboutSeconds(seconds: number): string {
  if (seconds < 0.1) return '<\u00a00.1\u00a0s'
  return about(seconds < 0.95 ? `${seconds.toFixed(1)}\u00a0s` : formatSeconds(seconds))
}

/** Where the thaw line lies: "head alone", "top 3 of 14 blocks", "all 14 blocks". */
export function lineWords(method: MethodId, thawed: number, blocks: number): string {
  if (thawed === 0) return 'Head alone'
  const some = thawed === 1 ? `top block of ${blocks}` : `top ${thawed} of ${blocks} blocks`
  const reached = thawed === blocks ? `all ${blocks} blocks` : some
  return methodCard(method).lineInEpoch
    ? `Head first, then ${reached}`
    : reached.charAt(0).toUpperCase() + reached.slice(1)
}
