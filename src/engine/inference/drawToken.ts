/** Draws the next token from logits: temperature, top-k and top-p in this order, as transformers' warpers do. */
import type { Random } from '../../shared/random.ts'
import type { SampleSettings } from '../../shared/recipe/recipe.ts'

export type DrawSettings = Pick<SampleSettings, 'temperature' | 'topK' | 'topP'>

/** Equal logits keep the order of their ids. */
export function drawToken(logits: ArrayLike<number>, settings: DrawSettings, random: Random): number {
  if (settings.temperature === 0) return likeliest(logits)
  const candidates = nucleus(mostLikely(logits, settings), settings.topP)
  let rest = random.next() * candidates.reduce((sum, { weight }) => sum + weight, 0)
  for (const { id, weight } of candidates) {
    rest -= weight
    if (rest < 0) return id
  }
  return (candidates.at(-1) as Candidate).id
}

interface Candidate {
  readonly id: number
  /** In proportion to the probability. */
  readonly weight: number
}

function likeliest(logits: ArrayLike<number>): number {
  let best = 0
  for (let id = 1; id < logits.length; id++) if ((logits[id] as number) > (logits[best] as number)) best = id
  return best
}

/** The k likeliest (all for 0), likeliest first. */
function mostLikely(logits: ArrayLike<number>, { temperature, topK }: DrawSettings): Candidate[] {
  const top = logits[likeliest(logits)] as number
  const ids = Uint32Array.from({ length: logits.length }, (_, id) => id)
  const sorted = ids.sort((a, b) => (logits[b] as number) - (logits[a] as number) || a - b)
  const kept = topK > 0 ? sorted.subarray(0, topK) : sorted
  return Array.from(kept, (id) => ({ id, weight: Math.exp(((logits[id] as number) - top) / temperature) }))
}

/** The fewest of the likeliest that make up `share` of the weight. */
function nucleus(candidates: readonly Candidate[], share: number): readonly Candidate[] {
  const whole = candidates.reduce((sum, { weight }) => sum + weight, 0)
  let sum = 0
  const end = candidates.findIndex(({ weight }) => {
    sum += weight
    return sum >= share * whole
  })
  return end < 0 ? candidates : candidates.slice(0, end + 1)
}
