/**
 * Features that are computed when they are first asked for, together with those that come next, and kept: in memory up
 * to a budget, and in a file, from which the next run on the same trunk has them at once. What can be kept nowhere is
 * computed anew, to the same values.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import type { InputSource, View } from '../../inputs/inputs.ts'
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

/** Closes the file with itself. */
export function cachedFeatures(options: CacheOptions): FeatureSource {
  const { input, stages, atOnce, file, onComputed } = options
  const groups = stages.flatMap((views) => grouped(views, input, atOnce))
  const groupOf = new Map(groups.flatMap((group) => group.map((view) => [placeOf(view), group] as const)))
  const memory = rowMemory(() => (file?.open ? options.memory.besideFile : options.memory.alone))
  const compute = rowComputer(options)
  let computed = 0
  let full = false
  /** Rows of an earlier run are believed once one of them, computed anew, agrees. */
  let believed = !file?.inherited

  async function find(view: View): Promise<PackedRow | null> {
    const place = placeOf(view)
    const here = memory.get(place)
    if (here || !file) return here ?? null
    const row = file.row(keyOf(view, input))
    if (!row || !(await isBelieved(row, view))) return null
    memory.put(place, row)
    return row
  }

  async function isBelieved(row: PackedRow, view: View): Promise<boolean> {
    if (believed) return true
    believed = true
    const [fresh] = await compute.rows([view])
    if (fresh && agrees(row, fresh)) return true
    file?.discard()
    return false
  }

  /** A view brings its group along, as far as that is not here; where nothing more can be kept it comes alone. */
  async function withGroups(missing: readonly View[]): Promise<View[]> {
    const wanted = new Map(missing.map((view) => [placeOf(view), view]))
    if (full) return [...wanted.values()]
    for (const group of new Set(missing.map((view) => groupOf.get(placeOf(view)) ?? [])))
      for (const view of group) if (!wanted.has(placeOf(view)) && !(await find(view))) wanted.set(placeOf(view), view)
    return [...wanted.values()]
  }

  async function keep(views: readonly View[], rows: readonly PackedRow[]): Promise<void> {
    const filed = await write(views, rows)
    for (const [at, view] of views.entries()) if (!memory.put(placeOf(view), rows[at] as PackedRow)) full ||= !filed
  }

  /** Whether all of them stand in the file. */
  async function write(views: readonly View[], rows: readonly PackedRow[]): Promise<boolean> {
    if (!file?.open) return false
    const keyed = views.map((view, at) => [keyOf(view, input), rows[at] as PackedRow] as const)
    const fresh = keyed.filter(([key]) => !file.has(key))
    return fresh.length === 0 || file.add(fresh, compute.shape())
  }

  return {
    get keptBytes() {
      return memory.bytes
    },
    get full() {
      return full
    },
    async batch(asked) {
      const rows = new Map<number, PackedRow>()
      for (const view of asked) {
        const found = await find(view)
        if (found) rows.set(placeOf(view), found)
      }
      const missing = asked.filter((view) => !rows.has(placeOf(view)))
      if (missing.length > 0) {
        const views = await withGroups(missing)
        const made = await compute.rows(views, { once: !full })
        for (const [at, view] of views.entries()) rows.set(placeOf(view), made[at] as PackedRow)
        await keep(views, made)
        computed += views.length
        onComputed({ computed, total: groupOf.size, asked: missing, keptBytes: memory.bytes })
      }
      const shape = file?.shape() ?? compute.shape()
      return joinRows(
        asked.map((view) => rows.get(placeOf(view)) as PackedRow),
        shape,
      )
    },
    close: async () => file?.close(),
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
