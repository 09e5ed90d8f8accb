/**
 * What a run learned, without the model that it stands on: the trained values of the trunk, what the method put beside
 * it, and the head, bit for bit as they lie on the backend. With the model it makes the tuned one again.
 */

import * as tf from '@tensorflow/tfjs-core'
import * as v from 'valibot'
import { methodEngines } from '../../methods/engines.ts'
import { methodIds } from '../../methods/ids.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { seeded } from '../../shared/random.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import { taskIds } from '../../tasks/ids.ts'
import { bufferOf } from '../bufferOf.ts'
import type { LiveModel } from '../models/liveModel.ts'
import { randomModel } from '../models/liveModel.ts'
import { modelForTask } from '../models/modelForTask.ts'
import type { ModelText } from '../models/modelText.ts'
import { packWeights } from '../models/packWeights.ts'
import { taskHead } from '../models/taskHead.ts'
import type { ParameterSpec } from '../nn/parameters.ts'
import type { Attachment, MethodOptions } from '../tuning/method.ts'
import type { Pooling } from '../weights/pooling.ts'
import { parseSafetensors, writeSafetensors } from '../weights/safetensors.ts'
import { type StoredTensor, widen } from '../weights/tensorFile.ts'
import type { TunedModel } from './tunedModel.ts'

const aboutKey = 'thaw_learned'

/** A safetensors file; `tuned` stays as it is. @throws ThawError `internal` for a model that was brought in merged. */
export async function runWeightsOf(tuned: TunedModel): Promise<Uint8Array<ArrayBuffer>> {
  const { task, model, head, adapter, method, base, random = false, labels, maxTokens, constants } = tuned
  if (!method) throw new Error('internal: a model without a method has learned nothing of its own')
  const { trainables } = adapter?.attachment ?? methodEngines[method.id].attach(model.trunk, method)
  const tensors: [string, StoredTensor][] = []
  const keep = async (name: string, tensor: tf.Tensor) => {
    const values = new Float32Array(await tensor.data())
    tensors.push([name, { dtype: 'F32', shape: tensor.shape, bytes: new Uint8Array(values.buffer) }])
  }
  for (const name of trainables) await keep(name, model.weight(name))
  for (const [name, tensor] of [...head, ...(adapter?.values ?? [])]) await keep(name, tensor)
  const about = {
    version: 1,
    task,
    family: model.trunk.family,
    method,
    labels,
    maxTokens,
    random,
    base: base ?? null,
    constants,
    pooling: model.trunk.huggingFace.pooling,
  }
  return writeSafetensors(tensors, { [aboutKey]: JSON.stringify(about) }) as Uint8Array<ArrayBuffer>
}

export interface RunWeightsOn {
  /** The model that the run began with; it stays as it is. */
  readonly model: LiveModel
  readonly text: ModelText | null
  /** The run's. */
  readonly recipe: Pick<Recipe, 'seed' | 'task' | 'method' | 'quantise'>
}

/** The caller disposes. @throws ThawError `weights-invalid` where the file is damaged, or belongs to another model. */
export async function tunedFromRunWeights(
  bytes: Uint8Array<ArrayBuffer>,
  { model: whole, text, recipe }: RunWeightsOn,
): Promise<TunedModel> {
  const began = modelForTask(whole, recipe.task)
  const { trunk } = began
  const { about, tensors } = readLearned(bytes)
  if (about.family !== trunk.family)
    throw misfit(notice('learnedOnOtherFamily', { learned: about.family, family: trunk.family }))
  refuseOtherPooling(about.pooling, trunk.huggingFace.pooling)
  const { task, labels, maxTokens, random, base, constants } = about
  const method = methodIn(about, recipe)
  const attachment = methodEngines[method.id].attach(trunk, method)
  const own = ownParameters(began, attachment)
  const head = taskHead(trunk, task, labels.length)
  const specs = [...own, ...attachment.added, ...head]
  checkAll(specs, tensors)
  const made = (these: readonly ParameterSpec[]) => new Map(these.map((spec) => [spec.name, tensorOf(spec, tensors)]))
  const model = random ? randomModel(trunk, seeded(recipe.seed).fork('weights')) : began.fork()
  await packWeights(model, { quantise: recipe.quantise, trained: attachment.trainables })
  for (const [name, tensor] of made(own)) model.put(name, tensor)
  return {
    ...{ task, labels, text, model, method, maxTokens, random, head: made(head) },
    adapter: attachment.added.length > 0 ? { options: method, attachment, values: made(attachment.added) } : null,
    ...(base && { base }),
    ...(constants && { constants }),
  }
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const method = v.looseObject({
  id: v.picklist(methodIds),
  thaw: count,
  sites: v.optional(v.array(v.string())),
})
const aboutSchema = v.object({
  version: v.literal(1),
  task: v.picklist(taskIds),
  family: v.string(),
  method,
  labels: v.array(v.string()),
  maxTokens: count,
  constants: v.exactOptional(v.record(v.string(), v.array(v.number()))),
  random: v.boolean(),
  base: v.nullable(v.object({ id: v.string(), revision: v.string() })),
  /** How a text's vector was made; absent in files of earlier versions. */
  pooling: v.exactOptional(v.nullable(v.string())),
})

type About = v.InferOutput<typeof aboutSchema>

function readLearned(bytes: Uint8Array<ArrayBuffer>) {
  const { tensors, metadata } = parseSafetensors(bufferOf(bytes))
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), aboutSchema), metadata[aboutKey])
  if (parsed.success) return { about: parsed.output, tensors }
  const [issue] = parsed.issues
  throw misfit(notice('learnedUndescribed', { place: v.getDotPath(issue), why: issue.message }))
}

/** Earlier versions knew the mean and the pooler alone, and read through the latter where another way was published. */
function refuseOtherPooling(learned: string | null | undefined, now: Pooling | null): void {
  const same = learned === undefined ? now === null || now === 'mean' || now === 'cls' : learned === now
  if (!same) throw misfit(notice('learnedByOtherPooling', { learned: learned ?? 'cls', now: now ?? 'cls' }))
}

/** By the recipe, which was checked; what the file says of it must be the same. */
function methodIn({ task, method }: About, recipe: RunWeightsOn['recipe']): MethodOptions {
  const { thaw, sites, task: _, ...settings } = method
  const own = new Map<string, unknown>(Object.entries(recipe.method))
  const other = Object.entries(settings).find(([key, value]) => own.get(key) !== value)
  if (task !== recipe.task) throw misfit(notice('learnedForOtherTask', { learned: task, recipe: recipe.task }))
  if (other) throw misfit(notice('learnedByOtherSetting', { setting: other[0] }))
  return { ...recipe.method, thaw, task, ...(sites && { sites }) }
}

function ownParameters({ trunk }: LiveModel, { trainables }: Attachment): ParameterSpec[] {
  const names = new Set(trainables)
  return trunk.blocks.flatMap((block) => block.parameters).filter(({ name }) => names.has(name))
}

/** Before anything is allocated. */
function checkAll(specs: readonly ParameterSpec[], tensors: ReadonlyMap<string, StoredTensor>): void {
  for (const { name, shape } of specs) {
    const found = tensors.get(name)
    if (found?.dtype === 'F32' && found.shape.join() === shape.join()) continue
    const received = found ? { dtype: found.dtype, shape: found.shape } : null
    throw misfit(notice('learnedTensorMisfit', { name, expected: shape, received }))
  }
}

function tensorOf({ name, shape }: ParameterSpec, tensors: ReadonlyMap<string, StoredTensor>): tf.Tensor {
  return tf.tensor(widen(tensors.get(name) as StoredTensor), [...shape])
}

function misfit(fault: Message): ThawError {
  return new ThawError('weights-invalid', 'learnedWeightsMisfit', { fault })
}
