/** Models as the page knows them: how they are asked for, and what a loaded one measures. */

import type { TaskId } from '../../tasks/ids.ts'
import type { FamilyId } from '../catalog/families.ts'
import type { Message } from '../messages/message.ts'
import type { Recipe } from '../recipe/recipe.ts'
import type { BlockSummary } from './blocks.ts'
import type { NamedFile } from './files.ts'

export type ModelRequest =
  /** `revision` where a run stands on what an embedded model was before: see `ModelCard.earlier`. */
  | { readonly kind: 'catalog'; readonly id: string; readonly revision?: string }
  /** What a person typed or pasted: a repository id or an address. */
  | { readonly kind: 'reference'; readonly text: string }
  /** A pre-trained model as published, dropped as a folder: config.json, model.safetensors, tokenizer.json. */
  | { readonly kind: 'folder'; readonly files: readonly NamedFile[] }
  /** A dropped folder that was kept with a run. */
  | { readonly kind: 'kept'; readonly id: string }
  /**
   * A model that this studio exported: model.safetensors, config.json, labels. Or an adapter, by the studio or by
   * Python's peft, for the model that is loaded.
   */
  | { readonly kind: 'files'; readonly files: readonly NamedFile[] }

/** For every method, for those that wrap single layers, and for tasks with a head. */
export interface PeftLimits {
  readonly network?: Message
  readonly layers?: Message
  readonly classifier?: Message
}

export interface ModelSummary {
  readonly id: string
  readonly title: string
  readonly family: FamilyId
  /** What it can be tuned for. */
  readonly tasks: readonly TaskId[]
  readonly revision: string
  /** Side of the square input in pixels; for texts, the most tokens. */
  readonly inputSize: number
  /** From the input upwards; the head is not among them. */
  readonly blocks: readonly BlockSummary[]
  readonly parameters: number
  /** Bytes of weights that stay in memory in their file's own type; absent where all are held in float32. */
  readonly waitingBytes?: number
  readonly featureSize: number
  /** Of texts: how many tokens there are. */
  readonly vocabulary?: number
  /** Of texts: parameters by which tokens are read and told, which are packed apart from the others. */
  readonly tokenNumbers?: number
  /** Why Python's peft cannot hold an adapter for it; absent where it can. */
  readonly peftLimits?: PeftLimits
  /** Bytes that came over the network this time; 0 when everything was here already. */
  readonly downloadedBytes: number
  readonly seconds: number
  readonly warnings: readonly Message[]
  /** Set for a model that was fine-tuned and loaded back in: its classes. */
  readonly labels: readonly string[] | null
  /** Set for an adapter that was brought: the settings that a run needs to go on with it. */
  readonly adapter?: { readonly method: Recipe['method']; readonly thaw: number }
}

export interface ModelStatus {
  readonly id: string
  readonly storedBytes: number
  /** What can be typed to have it again as it is here: a repository, with its revision unless that is main, or an address. */
  readonly reference: string
}

/** A dropped folder is kept with the runs that stand on it. */
export type KeptModel = Exclude<ModelRequest, { kind: 'folder' } | { kind: 'files' }>
