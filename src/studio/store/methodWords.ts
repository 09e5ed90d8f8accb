// What a method does to a block that it reaches, for pictures and words on every screen.
import type { MethodId } from '../../methods/ids.ts'

/** All of the block learns; or an edge of it (biases, norms, scales); or a pair or tokens beside it, or a layer on it. */
export type LearningPart = 'whole' | 'edge' | 'pair' | 'layer' | 'tokens'

export const partOf: Record<MethodId, LearningPart> = {
  head: 'whole',
  'top-blocks': 'whole',
  full: 'whole',
  gradual: 'whole',
  bitfit: 'edge',
  norm: 'edge',
  lora: 'pair',
  dora: 'pair',
  ia3: 'edge',
  adapter: 'layer',
  prompt: 'tokens',
  prefix: 'tokens',
}

/** In a word, what happens above the line. */
export function warmWord(method: MethodId): string {
  if (method === 'bitfit') return 'Biases learn'
  if (method === 'norm') return 'Norms learn'
  return partOf[method] === 'whole' ? 'Thawed' : 'Adapted'
}
