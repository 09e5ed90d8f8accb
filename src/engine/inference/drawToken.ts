/**
 * Draws the next token from logits: repetition penalty, temperature, top-k, top-p and min-p in this order, as
 * transformers' processors do.
 */
import type { Random } from '../../shared/random.ts'
import type { SampleSettings } from '../../shared/recipe/recipe.ts'

export type DrawSettings = Pick<SampleSettings, 'temperature' | 'topK' | 'topP' | 'minP' | 'repetitionPenalty'>

/**
 * Equal logits keep the order of their ids.
 * @param text ids that stand already, for the repetition penalty
 */
export function drawToken(
  given: ArrayLike<number>,
  settings: DrawSettings,
  random: Random,
  text: Iterable<number> = [],
): number {
  const logits = penalised(given, text, settings.repetitionPenalty)
  if (settings.temperature === 0) return likeliest(logits)
  const candidates = candidatesOf(logits, settings)
  let rest = random.next() * candidates.reduce((sum, { weight }) => sum + weight, 0)
  for (const { id, weight } of candidates) {
    rest -= weight
    if (rest < 0) return id
  }
  return (candidates.at(-1) as Candidate).id
}

/** The tokens that are drawn among, likeliest first. The temperature is above 0. */
export function candidatesOf(logits: ArrayLike<number>, settings: DrawSettings): readonly Candidate[] {
  const likely = nucleus(mostLikely(logits, settings), settings.topP)
  // The likeliest weighs 1. Weights that are no numbers, of a network that is broken, stay: one of the tokens is drawn.
  return likely.filter(({ weight }) => !(weight < (settings.minP ?? 0)))
}

/** Of tokens that stand in the text, what speaks for them is divided and what speaks against them multiplied (Keskar et al. 2019). */
export function penalised(logits: ArrayLike<number>, text: Iterable<number>, penalty = 1): ArrayLike<number> {
  if (penalty === 1) return logits
  const changed = Float32Array.from(logits)
  for (const id of new Set(text)) {
    const logit = changed[id]
    if (logit !== undefined) changed[id] = logit < 0 ? logit * penalty : logit / penalty
  }
  return changed
}

export interface Candidate {
  readonly id: number
  /** In proportion to the probability. */
  readonly weight: number
}

/** The first of the largest. */
export function likeliest(logits: ArrayLike<number>): number {
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
