/** Groups of pictures that look nearly the same: alike in their low frequencies, and alike in colour everywhere. */
import type { Pace } from './pace.ts'
import type { PictureLook } from './pictureLook.ts'
import { groupsOf, unionFind } from './unionFind.ts'

/**
 * Of 64 signs. A picture that was saved anew, made smaller or a little lighter differs in up to six; two photographs of
 * different things in about thirty.
 */
const mostDifferentSigns = 8
/** Mean difference of 8 × 8 cells, of 255: hashes of nearly even pictures are chance, their colours are not. */
const mostColourDifference = 10

interface Seen {
  readonly index: number
  readonly look: PictureLook
}

/** By place; each group has two pictures or more, ascending. Rejects with `cancelled`. */
export async function alikePictures(
  looks: readonly (PictureLook | null)[],
  pace: Pace,
): Promise<readonly (readonly number[])[]> {
  const seen = looks.flatMap((look, index): Seen[] => (look ? [{ index, look }] : []))
  const low = Uint32Array.from(seen, ({ look }) => look.frequencies[0])
  const high = Uint32Array.from(seen, ({ look }) => look.frequencies[1])
  const joined = unionFind(looks.length)
  for (const [at, one] of seen.entries()) {
    for (let to = at + 1; to < seen.length; to++) {
      if (
        bitsOf((low[at] as number) ^ (low[to] as number)) + bitsOf((high[at] as number) ^ (high[to] as number)) >
        mostDifferentSigns
      )
        continue
      const other = seen[to] as Seen
      if (colourDifference(one.look.colours, other.look.colours) <= mostColourDifference)
        joined.join(one.index, other.index)
    }
    await pace.breathe()
  }
  return groupsOf(joined, looks.length)
}

function bitsOf(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

function colourDifference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += Math.abs((a[at] as number) - (b[at] as number))
  return sum / a.length
}
