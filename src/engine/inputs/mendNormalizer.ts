/**
 * Where the library's normalisers and the original's differ: SentencePiece's table of replacements is read as it is, and
 * letters are lowered one by one (a final Σ too).
 */
import { charsMap } from './charsMap.ts'

interface Step {
  readonly config?: { readonly type?: unknown }
  readonly charsmap?: unknown
  readonly normalizers?: unknown
  normalize?: (text: string) => string
}

/** Changes the steps in place. @param normalizer as the library made it; null for none. */
export function mendNormalizer(normalizer: unknown): void {
  if (normalizer === null || normalizer === undefined) return
  const step = normalizer as Step
  if (typeof step.charsmap === 'string') step.normalize = charsMap(step.charsmap)
  if (step.config?.type === 'Lowercase') step.normalize = (text) => text.replaceAll('Σ', 'σ').toLowerCase()
  if (Array.isArray(step.normalizers)) for (const each of step.normalizers) mendNormalizer(each)
}
