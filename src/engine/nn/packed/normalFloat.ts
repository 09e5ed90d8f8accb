/**
 * NF4 (Dettmers et al. 2023, QLoRA, appendix E): levels at quantiles of a normal distribution, each group of 64 by its
 * largest magnitude, kept in float32 (not quantised a second time). Codes, levels and the order of two codes in a byte
 * are those of bitsandbytes.
 */
import { fourBits } from './fourBits.ts'

/** The 16 levels as QLoRA publishes them. */
export const normalLevels: readonly number[] = [
  -1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635, -0.18477343022823334,
  -0.09105003625154495, 0.0, 0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224,
  0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0,
]

/** Midway between a level and the next: what lies above is of the upper one. */
const borders = normalLevels.slice(1).map((level, at) => Math.fround((level + (normalLevels[at] as number)) / 2))

export const normalFloat = fourBits({
  group: 64,
  levels: Float32Array.from(normalLevels),
  zero: 7,
  scaleOf: (largest) => largest,
  codeOf(value, scale) {
    const share = Math.fround(value * Math.fround(1 / scale))
    let [low, high] = [0, borders.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (share > (borders[middle] as number)) low = middle + 1
      else high = middle
    }
    return low
  },
})
