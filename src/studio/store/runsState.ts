/** What the page knows of runs of this and earlier visits. */
import type { HubDataset } from '../../shared/domain/hubDataset.ts'
import type { RunRecord, RunSummary } from '../../shared/domain/record.ts'
import type { WireError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'

export interface RunsState {
  readonly status: 'unknown' | 'reading' | 'ready'
  /** The newest first. */
  readonly runs: readonly RunSummary[]
  /** Of a later version of the studio. */
  readonly newer: number
  /** Marked in the table, whose curves are laid over one another. */
  readonly selected: readonly string[]
  /** The run that others are measured against; it outlives the visit. Null where none is pinned. */
  readonly baseline: string | null
  /** Whole records of the selected ones, as far as they have come. */
  readonly records: readonly RunRecord[]
  /** The run that is open on Evaluate and Use because a person opened it. */
  readonly opened: string | null
  readonly opening: string | null
  /** Deleted in this visit; can be brought back. */
  readonly deleted: readonly string[]
  /** An interrupted run that is offered, until the person took it up or put it aside. */
  readonly offered: string | null
  /** Offers that the person put aside in this visit. */
  readonly putAside: readonly string[]
  /** A run that goes on, or is trained again, as soon as its data stand. */
  readonly awaiting: { readonly runId: string; readonly to: 'resume' | 'again' } | null
  /** A recipe that was brought and now asks for its data. */
  readonly brought: BroughtRecipe | null
  /** A project that was opened, until the person has read what was in it. */
  readonly project: OpenedProject | null
  /** A project is being written, or read. */
  readonly busy: 'saving' | 'opening' | null
  readonly error: WireError | null
}

export interface BroughtRecipe {
  readonly recipe: Recipe
  /** How many there were; null where nobody said. */
  readonly examples: number | null
  /** Where the data are to be had, where that is a hub. */
  readonly source?: HubDataset
}

export interface OpenedProject {
  readonly name: string
  readonly runs: number
  readonly dataName: string
  /** Whether its data stand now. */
  readonly withData: boolean
  readonly modelTitle: string | null
  readonly warnings: readonly Message[]
}

export const noRuns: RunsState = {
  status: 'unknown',
  runs: [],
  newer: 0,
  selected: [],
  baseline: null,
  records: [],
  opened: null,
  opening: null,
  deleted: [],
  offered: null,
  putAside: [],
  awaiting: null,
  brought: null,
  project: null,
  busy: null,
  error: null,
}
