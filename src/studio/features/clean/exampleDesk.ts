/**
 * The examples of the data at hand and what is made of them, for Data, Tune and the list of all examples alike. A change
 * shows at once; the engine has it a moment later, many in one call, since every call makes the dataset anew. What the
 * engine refuses is taken back, and says why.
 */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { DataExportId } from '../../../shared/catalog/dataExports.ts'
import type { DataSettings, ExampleLooks, ExampleTable, Outlier } from '../../../shared/domain/cleaning.ts'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import type { WireError } from '../../../shared/messages/errors.ts'
import type { ShownExample } from '../../../shared/wire/evaluationCalls.ts'
import { type CleanActions, cleanActions, settingsOf } from '../../store/cleanActions.ts'
import { selectFields } from '../../store/selectors.ts'
import { readDataOf } from '../../store/steps.ts'
import { actions, store } from '../../store/studio.ts'
import { type ExampleEdits, editsOf, redone, undone } from './exampleEdits.ts'
import { noFilter, shownFilter } from './shownFilter.ts'

export interface DeskState {
  /** As the engine listed it last; its states may be behind. */
  readonly table: ExampleTable | null
  readonly edits: ExampleEdits | null
  /** Whether the engine has all changes. */
  readonly saved: boolean
  readonly error: WireError | null
  readonly looks: ExampleLooks | null
  readonly outliers: readonly Outlier[] | null
  /** Examples whose label the last run doubts; null where it was not asked. */
  readonly doubts: readonly Doubt[] | null
}

export interface Doubt {
  readonly example: number
  /** What the label should be, as a class's name. */
  readonly suggested: string
}

const nothing: DeskState = {
  table: null,
  edits: null,
  saved: true,
  error: null,
  looks: null,
  outliers: null,
  doubts: null,
}

/** What the desk needs of the page. */
export interface Surroundings {
  readonly engine: CleanActions
  readonly settings: () => DataSettings
  /** Of the data that stand; null while there are none. */
  readonly fingerprint: () => string | null
  /** By index into the dataset as it stands. */
  readonly doubts: () => readonly Doubt[] | null
}

const waitMs = 400

export class ExampleDesk {
  readonly store: StoreApi<DeskState>
  readonly #around: Surroundings
  /** Of the data that the table is of. */
  #fingerprint: string | null = null
  /** What the engine has. */
  #applied: ExampleEdits | null = null
  #timer: ReturnType<typeof setTimeout> | null = null
  #applying: Promise<void> | null = null

  constructor(around: Surroundings) {
    this.#around = around
    this.store = createStore<DeskState>()(() => nothing)
  }

  /** Lists the examples where that was not done for these data; what was done to others can no longer be taken back. */
  async open(): Promise<ExampleEdits | null> {
    await this.settled()
    const fingerprint = this.#around.fingerprint()
    const { edits } = this.store.getState()
    if (edits && fingerprint === this.#fingerprint) {
      this.#takeDoubts()
      return edits
    }
    // What the list of other data was narrowed to means nothing here.
    if (edits) shownFilter.setState(noFilter)
    this.store.setState(nothing)
    this.#fingerprint = fingerprint
    if (fingerprint === null) return null
    const table = await this.#around.engine.list(this.#around.settings())
    if (this.#around.fingerprint() !== fingerprint) return null
    const fresh = editsOf(table)
    this.#applied = fresh
    this.store.setState({ table, edits: fresh })
    this.#takeDoubts()
    return fresh
  }

  /** They are told of the dataset as it stands, and kept when it changes. */
  #takeDoubts(): void {
    const { table } = this.store.getState()
    const doubts = this.#around.doubts()
    if (table && doubts)
      this.store.setState({ doubts: doubts.map((doubt) => ({ ...doubt, example: table.places[doubt.example] ?? -1 })) })
  }

  show(examples: readonly number[], side: number): Promise<readonly ShownExample[]> {
    return this.#around.engine.show(examples, side)
  }

  change(make: (edits: ExampleEdits) => ExampleEdits): void {
    const { edits } = this.store.getState()
    const next = edits && make(edits)
    if (!next || next === edits) return
    this.store.setState({ edits: next, error: null })
    if (next.now === edits.now) return
    this.store.setState({ saved: false })
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.settled(), waitMs)
  }

  undo(): void {
    this.change(undone)
  }

  redo(): void {
    this.change(redone)
  }

  /** Resolves when the engine has every change, or has refused it. */
  async settled(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    while (this.#applying || !this.store.getState().saved) {
      this.#applying ??= this.#apply().finally(() => {
        this.#applying = null
      })
      await this.#applying
    }
  }

  async #apply(): Promise<void> {
    const { edits } = this.store.getState()
    if (!edits) return
    const error = await this.#around.engine.setExamples(edits.names, edits.now)
    if (error) {
      const back = this.#withoutLast(error)
      this.store.setState({ edits: back, error, saved: back?.now === this.#applied?.now })
      return
    }
    this.#applied = edits
    this.#fingerprint = this.#around.fingerprint()
    // What a split draws follows from what the data hold.
    const table = await this.#around.engine.list(this.#around.settings()).catch(() => null)
    const { edits: newest } = this.store.getState()
    this.store.setState({ ...(table && { table }), saved: newest?.now === edits.now })
  }

  /** Several changes wait for one call: of those that come to nothing trainable only the last is taken back, and so on. */
  #withoutLast({ code }: WireError): ExampleEdits | null {
    const { edits } = this.store.getState()
    const applied = this.#applied
    const untrainable = code === 'classes-too-few' || code === 'data-empty'
    if (!edits || !applied || !untrainable || edits.past.length <= applied.past.length + 1) return applied
    return { ...undone(edits), future: [] }
  }

  async export(what: DataExportId): Promise<readonly ExportedFile[]> {
    await this.settled()
    return this.#around.engine.export(what, this.#around.settings())
  }

  dismiss(): void {
    this.store.setState({ error: null })
  }

  async look(): Promise<void> {
    await this.#analysed(this.#around.engine.lookAtAll(), (looks) => ({ looks }))
  }

  async findOutliers(): Promise<void> {
    await this.settled()
    await this.#analysed(this.#around.engine.findOutliers(this.#around.settings().maxTokens), (outliers) => ({
      outliers,
    }))
  }

  async #analysed<T extends object>(
    asked: Promise<T | WireError | null>,
    take: (found: T) => Partial<DeskState>,
  ): Promise<void> {
    this.store.setState({ error: null })
    const found = await asked
    if (found === null) return
    this.store.setState('code' in found && 'causes' in found ? { error: found } : take(found as T))
  }
}

export const exampleDesk = new ExampleDesk({
  engine: actions.by(cleanActions),
  settings: () => settingsOf(selectFields(store.getState())),
  fingerprint: () => readDataOf(store.getState())?.summary.fingerprint ?? null,
  doubts() {
    const { doubts } = store.getState().analysis
    const classes = readDataOf(store.getState())?.summary.classes ?? []
    return doubts?.map(({ example, suggested }) => ({ example, suggested: classes[suggested]?.name ?? '' })) ?? null
  },
})

export function useDesk<T>(select: (state: DeskState) => T): T {
  return useStore(exampleDesk.store, select)
}
