/**
 * A job made concrete, the same for every contender: the network's first values, what learns, the examples. All follow
 * from one seed, and are drawn by the names of the parameters as the studio draws them.
 */
import type { Trunk } from '../../../src/engine/models/trunk.ts'
import { initialValues, type ParameterSpec } from '../../../src/engine/nn/parameters.ts'
import type { Attachment } from '../../../src/engine/tuning/method.ts'
import { methodEngines } from '../../../src/methods/engines.ts'
import type { MethodId } from '../../../src/methods/ids.ts'
import { type Random, seeded } from '../../../src/shared/random.ts'
import { buildRecipe, defaultFields, type Recipe } from '../../../src/shared/recipe/recipe.ts'
import type { TaskId } from '../../../src/tasks/ids.ts'
import { drawExamples, type Examples } from './examples.ts'
import type { Job } from './job.ts'
import { trunkOf } from './networks.ts'

export interface Work {
  readonly job: Job
  readonly trunk: Trunk
  readonly attachment: Attachment
  readonly recipe: Recipe
  readonly examples: Examples
  /** Of the trunk. */
  readonly weightsRandom: Random
  /** Of the head and of what the method adds. */
  readonly trainerRandom: Random
}

const usualRate = 1e-4

export function makeWork(job: Job): Work {
  const random = seeded('bench')
  const trunk = trunkOf(job.network)
  const examples = drawExamples(job, trunk, random.fork('examples'))
  const recipe = recipeOf(job, taskOf(trunk))
  const attachment = methodEngines[recipe.method.id].attach(trunk, {
    ...recipe.method,
    thaw: recipe.thaw,
    task: recipe.task,
  })
  const [weightsRandom, trainerRandom] = [random.fork('weights'), random.fork('trainee')]
  return { job, trunk, attachment, recipe, examples, weightsRandom, trainerRandom }
}

export interface Value {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** Every first value by name: the trunk's, the head's, and what the method adds. */
export function firstValues({ trunk, attachment, examples, ...work }: Work): ReadonlyMap<string, Value> {
  const own = trunk.blocks.flatMap((block) => block.parameters)
  return new Map([
    ...own.map((spec) => entry(spec, work.weightsRandom)),
    ...[...headOf(trunk, examples), ...attachment.added].map((spec) => entry(spec, work.trainerRandom)),
  ])
}

/** Names of what learns. */
export function trainedNames({ trunk, attachment, examples }: Work): string[] {
  return [...headOf(trunk, examples), ...attachment.added].map(({ name }) => name).concat(attachment.trainables)
}

function headOf(trunk: Trunk, { classes }: Examples): readonly ParameterSpec[] {
  return trunk.nextToken ? [] : trunk.classifier.parameters(classes)
}

function entry(spec: ParameterSpec, random: Random): readonly [string, Value] {
  return [spec.name, { shape: spec.shape, values: initialValues(spec, random.fork(spec.name)) }]
}

function taskOf({ input, nextToken }: Trunk): TaskId {
  if (input.kind === 'image') return 'image-classification'
  return nextToken ? 'text-generation' : 'text-classification'
}

/** AdamW at a constant rate; without weight decay and clipping, which the peers' optimisers do not have. */
function recipeOf({ way, batch, cached, learningRate = usualRate }: Job, task: TaskId): Recipe {
  const method: MethodId = way.kind
  const identity = { task, model: { id: 'bench', revision: '1' }, data: { name: 'bench', fingerprint: 'bench' } }
  return buildRecipe(
    { ...identity, backend: 'auto' },
    {
      ...defaultFields(method, task),
      batch,
      cache: cached,
      thaw: 'blocks' in way ? way.blocks : 1,
      ...(way.kind === 'lora' && { 'method.rank': way.rank, 'method.targets': 'all', 'method.dropout': 0 }),
      'augment.views': 0,
      'optimiser.learningRate': learningRate,
      'optimiser.trunkRate': 1,
      'optimiser.layerDecay': 1,
      'optimiser.epsilon': 1e-8,
      'optimiser.unitFeatures': false,
      'optimiser.weightDecay': 0,
      'schedule.shape': 'constant',
      'schedule.warmup': 0,
      'regularisation.dropout': 0,
      'regularisation.labelSmoothing': 0,
      'regularisation.clipNorm': 0,
    },
  )
}
