/**
 * Features that are computed when they are first asked for, together with those that come next, and kept: in memory up
 * to a budget, and in a file, from which the next run on the same trunk has them at once. What can be kept nowhere is
 * computed anew, to the same values.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import type { Activations, InputSource, View } from '../../inputs/inputs.ts'
import type { FeatureFile } from '../../storage/featureFile.ts'
import { type PackedRow, widened } from '../../storage/packedRow.ts'
import type { FeatureSource } from '../features.ts'
import { joinRows } from './joinRows.ts'
import { type ComputeOptions, rowComputer } from './rowComputer.ts'
import { grouped } from './rowGroups.ts'
import { rowMemory } from './rowMemory.ts'

export interface CacheOptions extends ComputeOptions {
  /** All that will be asked for, in the order of first use; of a later stage nothing is needed before it is asked for. */
  readonly stages: readonly (readonly View[])[]
  /** Null where there is no file. */
  readonly file: FeatureFile | null
  /** Bytes of memory: beside a file it is for what was computed first, alone it is all there is. */
  readonly memory: { readonly besideFile: number; readonly alone: number }
  /** Rows were computed because these were asked for; `computed` so far, of `total` that the run will ask for. */
  readonly onComputed: (at: { computed: number; total: number; asked: readonly View[]; keptBytes: number }) => void
}

/** Closing it closes the file too. */
export class CachedFeatures implements FeatureSource {
  readonly #input: InputSource
  readonly #file: FeatureFile | null
  readonly #onComputed: CacheOptions['onComputed']
  readonly #groupOf: ReadonlyMap<number, readonly View[]>
  readonly #memory: ReturnType<typeof rowMemory>
  readonly #compute: ReturnType<typeof rowComputer>
  #computed = 0
  #full = false
  /** Rows of an earlier run are believed once one of them, computed anew, agrees. */
  #believed: boolean

  constructor(options: CacheOptions) {
    const { input, stages, atOnce, file, onComputed } = options
    const groups = stages.flatMap((views) => grouped(views, input, atOnce))
    this.#input = input
    this.#file = file
    this.#onComputed = onComputed
    this.#groupOf = new Map(groups.flatMap((group) => group.map((view) => [placeOf(view), group] as const)))
    this.#memory = rowMemory(() => (file?.open ? options.memory.besideFile : options.memory.alone))
    this.#compute = rowComputer(options)
    this.#believed = !file?.inherited
  }

  get keptBytes(): number {
    return this.#memory.bytes
  }

  get full(): boolean {
    return this.#full
  }

  async batch(asked: readonly View[]): Promise<Activations> {
    const rows = new Map<number, PackedRow>()
    for (const view of asked) {
      const found = await this.#find(view)
      if (found) rows.set(placeOf(view), found)
    }
    const missing = asked.filter((view) => !rows.has(placeOf(view)))
    if (missing.length > 0) {
      const views = await this.#withGroups(missing)
      const made = await this.#compute.rows(views, { once: !this.#full })
      for (const [at, view] of views.entries()) rows.set(placeOf(view), made[at] as PackedRow)
      await this.#keep(views, made)
      this.#computed += views.length
      const total = this.#groupOf.size
      this.#onComputed({ computed: this.#computed, total, asked: missing, keptBytes: this.#memory.bytes })
    }
    const shape = this.#file?.shape() ?? this.#compute.shape()
    return joinRows(
      asked.map((view) => rows.get(placeOf(view)) as PackedRow),
      shape,
    )
  }

  async close(): Promise<void> {
    await this.#file?.close()
  }

  async #find(view: View): Promise<PackedRow | null> {
    const place = placeOf(view)
    const here = this.#memory.get(place)
    if (here || !this.#file) return here ?? null
    const row = this.#file.row(keyOf(view, this.#input))
    if (!row || !(await this.#isBelieved(row, view))) return null
    this.#memory.put(place, row)
    return row
  }

  async #isBelieved(row: PackedRow, view: View): Promise<boolean> {
    if (this.#believed) return true
    this.#believed = true
    const [fresh] = await this.#compute.rows([view])
    if (fresh && agrees(row, fresh)) return true
    this.#file?.discard()
    return false
  }

  /** A view brings its group along, as far as that is not here; where nothing more can be kept it comes alone. */
  async #withGroups(missing: readonly View[]): Promise<View[]> {
    const wanted = new Map(missing.map((view) => [placeOf(view), view]))
    if (this.#full) return [...wanted.values()]
    for (const group of new Set(missing.map((view) => this.#groupOf.get(placeOf(view)) ?? [])))
      for (const view of group)
        if (!wanted.has(placeOf(view)) && !(await this.#find(view))) wanted.set(placeOf(view), view)
    return [...wanted.values()]
  }

  async #keep(views: readonly View[], rows: readonly PackedRow[]): Promise<void> {
    const filed = await this.#write(views, rows)
    for (const [at, view] of views.entries())
      if (!this.#memory.put(placeOf(view), rows[at] as PackedRow)) this.#full ||= !filed
  }

  /** Whether all of them stand in the file. */
  async #write(views: readonly View[], rows: readonly PackedRow[]): Promise<boolean> {
    const file = this.#file
    if (!file?.open) return false
    const keyed = views.map((view, at) => [keyOf(view, this.#input), rows[at] as PackedRow] as const)
    const fresh = keyed.filter(([key]) => !file.has(key))
    return fresh.length === 0 || file.add(fresh, this.#compute.shape())
  }
}

/** A view as one number; an example has far fewer views. */
function placeOf({ example, view }: View): number {
  return example * 1024 + (view === null ? 0 : view + 1)
}

/** Half of a SHA-256 of what the network is shown, a character a byte. */
function keyOf(view: View, input: InputSource): string {
  return String.fromCharCode(...sha256(input.identity(view)).subarray(0, 16))
}

/** Other weights, or another reading of the same picture, differ by far more; another order of sums by far less. */
const near = 1e-2

function agrees(kept: PackedRow, fresh: PackedRow): boolean {
  if (kept.tokens !== fresh.tokens) return false
  const [one, other] = [widened(kept), widened(fresh)]
  if (one.length !== other.length) return false
  let [difference, size] = [0, 0]
  for (const [at, value] of other.entries()) {
    difference += ((one[at] as number) - value) ** 2
    size += value ** 2
  }
  return Math.sqrt(difference) <= near * Math.sqrt(size)
}
