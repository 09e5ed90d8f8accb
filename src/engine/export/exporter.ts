/** What a target is to the engine: what it says beforehand, how it is written, and how its files are read back. */
import type { ExportId, ModelExportId } from '../../shared/catalog/exports.ts'
import type { Prediction, PredictionInput } from '../../shared/domain/answers.ts'
import type { ExportOptions } from '../../shared/domain/exports.ts'
import type { ExportedFile } from '../../shared/domain/files.ts'
import type { Example } from '../data/dataset.ts'
import type { ImageCodec } from '../data/imageCodec.ts'
import type { TunedModel } from '../inference/tunedModel.ts'
import type { OpenModel } from '../models/openModel.ts'
import type { LastRun } from '../run/lastRun.ts'
import type { ExportWatch } from './exportWatch.ts'
import type { Site } from './page/runtime.ts'
import type { Project } from './project/project.ts'

/** Where exports of the model that answers take it from. */
export interface ModelSource {
  /** Lends the model; rejects where there is none. */
  ask<T>(work: (tuned: TunedModel) => Promise<T>): Promise<T>
  /** What the model came from; null for one that was brought. */
  readonly lastRun: LastRun | null
  /** The model that is open to be tuned, on which a brought adapter stands; null where there is none. */
  readonly model: OpenModel | null
  readonly site: Site
  /** The run's own model card, in Markdown, where whoever asks has it. */
  readonly card?: string
}

export interface Planned {
  /** About how large it becomes; null where only writing tells. */
  readonly bytes: number | null
  /** What else is to be said of these files. */
  readonly note?: string
  /** Names of the files, where they are known. */
  readonly files?: readonly string[]
  /** README.md as it will be: its lines of code are shown. */
  readonly readme?: string
}

/** What a proof asks: as a person would, or, of a model that writes, how a passage goes on that it never saw. */
export type ProofQuestion = PredictionInput | PassageQuestion

export interface PassageQuestion {
  readonly kind: 'passage'
  readonly example: Example
  /** Tokens of it that are read: what was brought back may read more at once than a run did, and would be asked another text. */
  readonly tokens: number
}

/** How likely each token is to follow, place by place: what a model that writes is held to. */
export interface NextTokens {
  readonly kind: 'next'
  /** What follows in the passage, one a place. */
  readonly followed: readonly number[]
  /** [places, vocabulary] */
  readonly probabilities: Float32Array
}

/** Whatever the files of an export became when they were read back. */
export interface ReadBack {
  answer(question: ProofQuestion): Promise<Prediction | NextTokens>
  dispose(): void
}

export interface ModelExporter {
  /** Quick. @throws ThawError `export-refused` where this model cannot leave so, with what to do instead. */
  plan(source: ModelSource, options: ExportOptions): Promise<Planned>
  /** @throws ThawError `export-refused`, with what to do instead. */
  write(source: ModelSource, watch: ExportWatch, options: ExportOptions): Promise<readonly ExportedFile[]>
  /** Reads the files that were written, as whoever gets them does. Null where what they stand on is not open any more. */
  readBack?(files: readonly ExportedFile[], source: ModelSource, codec: ImageCodec): Promise<ReadBack | null>
}

interface ProjectExporter {
  write(project: Project): Promise<readonly [ExportedFile]>
}

export type Exporter<Id extends ExportId> = Id extends ModelExportId ? ModelExporter : ProjectExporter
