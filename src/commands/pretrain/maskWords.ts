/**
 * Masks for masked-language-model training (Devlin et al. 2019): whole words are chosen; of a chosen word's tokens,
 * eight of ten become [MASK], one a random token, one stays.
 */
import type { Random } from '../../shared/random.ts'

export interface MaskOptions {
  /** Share of a passage's tokens to choose, about. */
  readonly share: number
  readonly mask: number
  /** Random tokens are drawn from [first, vocabulary). */
  readonly first: number
  readonly vocabulary: number
  /** Whether the token goes on with the word before it. */
  readonly continues: (id: number) => boolean
}

/** Changes `ids` where words are chosen; returns their places in rising order, and what stood there. */
export function maskWords(
  ids: Int32Array,
  options: MaskOptions,
  random: Random,
): { readonly places: number[]; readonly targets: number[] } {
  const words: number[][] = []
  for (const [place, id] of ids.entries()) {
    const word = words.at(-1)
    if (word && options.continues(id)) word.push(place)
    else words.push([place])
  }
  const wanted = Math.max(1, Math.round(options.share * ids.length))
  const places: number[] = []
  for (const word of random.shuffled(words)) {
    if (places.length >= wanted) break
    places.push(...word)
  }
  places.sort((a, b) => a - b)
  const targets = places.map((place) => ids[place] as number)
  for (const place of places) ids[place] = replacement(ids[place] as number, options, random)
  return { places, targets }
}

function replacement(id: number, { mask, first, vocabulary }: MaskOptions, random: Random): number {
  const draw = random.next()
  if (draw < 0.8) return mask
  return draw < 0.9 ? first + random.below(vocabulary - first) : id
}
