/** What a run leaves behind, or what was loaded back in: a model that owns its weights, its head, its classes. */
import * as tf from '@tensorflow/tfjs-core'
import { ThawError } from '../../shared/messages/errors.ts'
import { taskCard, tasksOf } from '../../tasks/cards.ts'
import type { TaskId } from '../../tasks/ids.ts'
import type { NetworkTraits } from '../../tasks/taskCard.ts'
import { families } from '../models/families.ts'
import { type LiveModel, loadModel, renamed, trunkOf } from '../models/liveModel.ts'
import { trunkForTask } from '../models/modelForTask.ts'
import { type ModelText, textOf } from '../models/modelText.ts'
import type { Network } from '../models/network.ts'
import { taskHead } from '../models/taskHead.ts'
import type { Trunk } from '../models/trunk.ts'
import { fileShape, fromFileLayout, type ParameterSpec } from '../nn/parameters.ts'
import type { Head } from '../train/trainer.ts'
import { type Adapter, adapted } from '../tuning/adapted.ts'
import type { MethodOptions } from '../tuning/method.ts'
import { widen } from '../weights/tensorFile.ts'
import type { TunedParts } from '../weights/tunedFolder.ts'

export interface BaseModel {
  /** A repository, an address, or the studio's own name of it. */
  readonly id: string
  readonly revision: string
}

export interface TunedModel {
  /** The run that it came of; absent for one that was brought. */
  readonly runId?: string
  readonly task: TaskId
  readonly model: LiveModel
  /** The task's own layers by name; empty where the trunk's embedding answers. */
  readonly head: Head
  /** What the method put beside the trunk; null where it changed the trunk's own weights only. */
  readonly adapter: Adapter | null
  /** How it was tuned; absent where a file of merged weights does not tell. */
  readonly method?: MethodOptions
  /** The published model that it was tuned from, where that is known. */
  readonly base?: BaseModel
  /** Its trunk began at random, so that nobody else has what an adapter would stand on. */
  readonly random?: boolean
  /** Empty where nothing is classified. */
  readonly labels: readonly string[]
  /** Null for pictures. */
  readonly text: ModelText | null
  /** Numbers that the task's answers need beside the weights, by name; absent where there are none. */
  readonly constants?: Readonly<Record<string, readonly number[]>>
  /** Texts are cut at this many tokens. */
  readonly maxTokens: number
}

/** Trunk, adapter and head together. */
export function networkOf({ model, head, adapter }: TunedModel): Network {
  const network = adapted(model, adapter)
  const { weight, kernel } = network
  return {
    ...network,
    weight: (name) => head.get(name) ?? weight(name),
    kernel: kernel && ((name) => (head.get(name) as tf.Tensor2D | undefined) ?? kernel(name)),
  }
}

export function disposeTuned({ model, head, adapter }: TunedModel): void {
  model.dispose()
  for (const tensor of adapter?.values.values() ?? []) tensor.dispose()
  for (const tensor of head.values()) tensor.dispose()
}

/** Builds a model from files that were exported and dropped back in. @throws ThawError `model-mismatch`. */
export function importTuned(files: TunedParts): TunedModel {
  const whole = trunkOf(files)
  const task = taskOfFiles(files, { input: whole.input.kind, continues: whole.nextToken !== null })
  const trunk = trunkForTask(whole, task)
  const { headed, fewestNames } = taskCard(task)
  const labels = headed && fewestNames > 0 ? (files.labels ?? []) : []
  if (labels.length < fewestNames) throw new ThawError('model-mismatch', 'filesNameNoClasses')
  const text = textOf(files, trunk)
  const model = loadModel(trunk, files.weights)
  try {
    const specs = taskHead(trunk, task, labels.length)
    const tensors = renamed(families[trunk.family], files.weights)
    const head = new Map(specs.map((spec) => [spec.name, headTensor(spec, tensors)]))
    const maxTokens = mostTokensOf(files, trunk, task)
    const constants = files.thawTask?.constants
    return { task, model, head, adapter: null, labels, text, maxTokens, ...(constants && { constants }) }
  } catch (error) {
    model.dispose()
    throw error
  }
}

/** A text that is continued is read as far as the network can; others are cut where they were cut in training. */
function mostTokensOf({ thawTask, maxTokens }: TunedParts, { input }: Trunk, task: TaskId): number {
  if (input.kind !== 'text') return 0
  const said = taskCard(task).windowed ? undefined : (thawTask?.maxTokens ?? maxTokens)
  return Math.min(input.maxTokens, said ?? input.maxTokens)
}

/** By what the configuration says of itself, as each task's card reads it. */
function taskOfFiles({ labels, config, thawTask }: TunedParts, network: NetworkTraits): TaskId {
  const told = tasksOf(network).find((id) => id === thawTask?.task)
  if (told) return told
  const found = claimingTask({ config, names: labels?.length ?? 0 }, network)
  if (found) return found
  throw new ThawError('model-mismatch', 'filesNameNoClasses')
}

/** Whose files these look like without a word on their task; undefined where no task knows them. */
export function claimingTask(
  { config, names }: { readonly config: unknown; readonly names: number },
  network: NetworkTraits,
): TaskId | undefined {
  const { problem_type: problem, architectures } = (config ?? {}) as Record<string, unknown>
  const said = {
    names,
    problemType: typeof problem === 'string' ? problem : null,
    architectures: Array.isArray(architectures) ? architectures.filter((name) => typeof name === 'string') : [],
  }
  return tasksOf(network).findLast((id) => taskCard(id).claims(said))
}

function headTensor(spec: ParameterSpec, tensors: ReturnType<typeof renamed>): tf.Tensor {
  const found = tensors.get(spec.name)
  const expected = fileShape(spec)
  if (!found || found.shape.join() !== expected.join()) {
    const received = found?.shape ?? null
    throw new ThawError('model-mismatch', 'headMisfit', { name: spec.name, expected, received })
  }
  return tf.tensor(fromFileLayout(spec, widen(found)), [...spec.shape])
}
