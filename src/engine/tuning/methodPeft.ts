/**
 * What Python's peft makes of a method: how its adapter is written and read, and how a run with it is repeated in
 * Python. What peft cannot do is said, for the person who exports.
 */

import type { TaskTraits } from '../../methods/methodCard.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import type { Trunk } from '../models/trunk.ts'
import type { ParameterSpec } from '../nn/parameters.ts'
import type { StoredTensor } from '../weights/tensorFile.ts'
import type { Attachment, Lookup, MethodOptions } from './method.ts'

export interface MethodPeft {
  /** Null where peft has no adapter of this kind: it leaves in the studio's own file. */
  readonly adapter: PeftAdapter | null
  readonly project: PeftProject
}

/** adapter_config.json and adapter_model.safetensors. */
export interface PeftAdapter {
  /** The file's `peft_type`. Two methods may share one. */
  readonly type: string
  /** peft wraps single layers, asking them as they are asked; or puts others in the place of modules; or wraps the network. */
  readonly wraps: 'layers' | 'modules' | 'network'
  /** The key of a tensor that belongs to no module, and stands without what peft puts before the others. */
  readonly alone?: string
  /** Why peft cannot hold it, or transformers cannot answer with it; null where both do. */
  refusal?(trunk: Trunk, attachment: Attachment): Message | null
  /** The method's own fields of the file. */
  config(trunk: Trunk, options: MethodOptions, attachment: Attachment): Record<string, unknown>
  /** The method's settings; null where the file is for another method of the same type. @throws ThawError `adapter-invalid`. */
  settings(config: PeftConfig): Partial<Recipe['method']> | null
  /** What was learned, by keys without what peft puts before them. */
  write(attached: Attached): Promise<readonly PeftTensor[]>
  /** The same keys as the engine's values. @throws ThawError `adapter-invalid` naming key and shapes. */
  read(tensors: ReadonlyMap<string, StoredTensor>, attached: Omit<Attached, 'weight'>): Map<string, Float32Array>
  /** The file's tensors where its layers have settings of their own, brought to common ones; null where they have them. */
  even?(
    tensors: ReadonlyMap<string, StoredTensor>,
    config: PeftConfig,
    prefix: string,
  ): ReadonlyMap<string, StoredTensor> | null
  /** Ends of its keys after the names of layers, by which one sees which layers it reaches; absent: always all. */
  readonly keyEnd?: RegExp
  /** Settings by which it may reach just those layers, the first that does holds. */
  readonly reaches?: readonly Partial<Recipe['method']>[]
  /** What to mind in Python, a line each. */
  notes?(trunk: Trunk, task: TaskTraits): readonly string[]
  /** Further arguments of `generate`, without which the originals continue a text wrongly. */
  readonly generateArguments?: string
}

/** As it was read; every method checks the fields that it knows. */
export type PeftConfig = Readonly<Record<string, unknown>>

export interface PeftTensor {
  readonly key: string
  readonly stored: StoredTensor
}

export interface Attached {
  readonly trunk: Trunk
  readonly options: MethodOptions
  readonly attachment: Attachment
  /** What was added, and the trunk's own. */
  readonly weight: Lookup
}

/** The same run in Python. */
export interface PeftProject {
  /** Why it cannot be, as a clause, and what to do instead; null where it can. */
  refusal?(run: Pick<ProjectRun, 'recipe' | 'trunk'>): Refusal | null
  /** Class and arguments of peft's configuration; null where the method trains the trunk's own parameters only. */
  readonly settings: ((run: ProjectRun) => PeftClass) | null
  /** Whether peft wraps single layers, which some networks do not bear. */
  readonly wrapsLayers: boolean
  /**
   * Where the first pair is subtracted from the trunk's own layers: why such a run cannot go on with what was learned
   * before; null where nothing is. The result is then the whole model.
   */
  subtracts?(settings: Recipe['method']): Refusal | null
  /** Share of its own inputs that are hidden at each step. */
  dropout?(settings: Recipe['method']): number
  /** What to mind where something is hidden: a sentence. */
  readonly dropoutNote?: string
  /** The one tensor that all added parameters are in peft; absent: each is its own. */
  readonly joined?: string
}

/** A task says both in words of its own. */
export type Refusal = readonly [why: Message | string, instead: Message | string]

export interface PeftClass {
  /** "LoraConfig" */
  readonly config: string
  readonly [argument: string]: unknown
}

export interface ProjectRun {
  readonly recipe: Recipe
  readonly trunk: Trunk
  readonly attachment: Attachment
  readonly head: readonly ParameterSpec[]
}

/** What stands in the place of a method that peft cannot do. */
export const likeLora = notice('chooseLora')

/** Methods that train the trunk's own parameters: peft has no part in them. */
export const withoutPeft: MethodPeft = { adapter: null, project: { settings: null, wrapsLayers: false } }
