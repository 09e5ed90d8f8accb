/** Whether two models write alike: at how many places of held-out passages, and how far apart what they expect lies. */
import type { WrittenAlike } from '../../../shared/domain/exports.ts'
import type { NextTokens } from '../exporter.ts'

export class Writing {
  #places = 0
  #alike = 0
  #apart = 0

  add(one: NextTokens, other: NextTokens): void {
    const vocabulary = one.probabilities.length / Math.max(1, one.followed.length)
    for (const [place, id] of one.followed.entries()) {
      const rows = [one, other].map(({ probabilities }) =>
        probabilities.subarray(place * vocabulary, (place + 1) * vocabulary),
      )
      const [own, read] = rows as [Float32Array, Float32Array]
      this.#places++
      // Cut into other tokens, the passage is another one.
      if (other.followed[place] !== id || read.length !== own.length) this.#apart += 1
      else {
        this.#alike += Number(likeliest(own) === likeliest(read))
        this.#apart += Math.abs((own[id] ?? Number.NaN) - (read[id] ?? Number.NaN))
      }
    }
  }

  /** Null where nothing was written. */
  result(): WrittenAlike | null {
    if (this.#places === 0) return null
    return { places: this.#places, alike: this.#alike / this.#places, apart: this.#apart / this.#places }
  }
}

function likeliest(row: Float32Array): number {
  let best = 0
  for (let id = 1; id < row.length; id++) if ((row[id] as number) > (row[best] as number)) best = id
  return best
}
