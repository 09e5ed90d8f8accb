// Where a method reaches, in words.
import { methodCard } from '../../../methods/cards.ts'
import type { MethodId } from '../../../methods/ids.ts'
import { capital } from '../../../shared/messages/capital.ts'

/** Where the thaw line lies: "head alone", "top 3 of 14 blocks", "all 14 blocks". */
export function lineWords(method: MethodId, thawed: number, blocks: number): string {
  if (thawed === 0) return 'Head alone'
  const some = thawed === 1 ? `top block of ${blocks}` : `top ${thawed} of ${blocks} blocks`
  const reached = thawed === blocks ? `all ${blocks} blocks` : some
  return methodCard(method).lineInEpoch ? `Head first, then ${reached}` : capital(reached)
}
