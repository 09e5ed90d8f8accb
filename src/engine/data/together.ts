/**
 * Joins what must not be divided: pictures of one recording go to one part of the split. Where a class has too few
 * recordings for that, each is cut in a few pieces, between moments: the test then shows other moments of the same
 * recording, and not the frames between those that were trained on.
 */
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import type { Example } from './dataset.ts'
import { groupBy } from './groupBy.ts'
import { inOrderOfFrames, recordingsOf } from './recordings.ts'

/** Recordings and single pictures that a class must have, so that no recording is cut. */
const leastUnits = 5
/** A recording that is longer than this share of its class is cut. */
const mostShare = 0.5
const pieces = 5

export class Together {
  readonly #examples: readonly Example[]
  readonly #recordings: ReadonlyMap<number, string>
  readonly #whole = new Set<string>()
  readonly #cut = new Set<string>()

  constructor(examples: readonly Example[], wanted: boolean) {
    this.#examples = examples
    this.#recordings = wanted ? recordingsOf(examples) : new Map()
  }

  /** @param groups Equal examples of one class each; as they are where none is of a recording. */
  united(groups: readonly number[][]): readonly number[][] {
    const byRecording = groupBy(groups, ([first = -1]) => this.#recordings.get(first) ?? null)
    const singles = byRecording.get(null) ?? []
    const recorded = [...byRecording].flatMap(([recording, own]) => (recording === null ? [] : [{ recording, own }]))
    if (recorded.length === 0) return groups
    const total = groups.flat().length
    const longest = Math.max(...recorded.map(({ own }) => own.flat().length))
    const enough = recorded.length + singles.length >= leastUnits && longest <= mostShare * total
    for (const { recording } of recorded) (enough ? this.#whole : this.#cut).add(recording)
    const joined = recorded.flatMap(({ own }) => (enough ? [own.flat()] : this.#piecesOf(own)))
    return [...joined, ...singles]
  }

  warnings(): readonly Message[] {
    const pictures = (recordings: ReadonlySet<string>) =>
      [...this.#recordings.values()].filter((recording) => recordings.has(recording)).length
    return [
      ...(this.#whole.size > 0
        ? [notice('recordingsTogether', { recordings: this.#whole.size, pictures: pictures(this.#whole) })]
        : []),
      ...(this.#cut.size > 0
        ? [notice('recordingsCut', { recordings: this.#cut.size, pictures: pictures(this.#cut) })]
        : []),
    ]
  }

  /** Neighbours in time together, each piece about as long as the others. */
  #piecesOf(own: readonly number[][]): number[][] {
    const pathOf = ([first = 0]: readonly number[]) => this.#examples[first]?.path ?? ''
    const ordered = own.toSorted((a, b) => inOrderOfFrames(pathOf(a), pathOf(b)))
    const most = Math.min(pieces, ordered.length)
    const from = (piece: number) => Math.round((piece * ordered.length) / most)
    return Array.from({ length: most }, (_, piece) => ordered.slice(from(piece), from(piece + 1)).flat())
  }
}
