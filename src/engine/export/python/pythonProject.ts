/**
 * The recipe as a Python project: the same run with transformers and peft, on as many GPUs as there are. The program
 * itself never changes; what a run is lies beside it as data. What would not be the same run there is refused.
 */

import * as tf from '@tensorflow/tfjs-core'
import { methodEngines } from '../../../methods/engines.ts'
import { methodPefts } from '../../../methods/pefts.ts'
import { formats } from '../../../shared/catalog/formats.ts'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import { seeded } from '../../../shared/random.ts'
import type { Recipe } from '../../../shared/recipe/recipe.ts'
import type { Dataset } from '../../data/dataset.ts'
import { splitDataset } from '../../data/splitDataset.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { type LiveModel, randomModel } from '../../models/liveModel.ts'
import { modelForTask } from '../../models/modelForTask.ts'
import type { ModelText } from '../../models/modelText.ts'
import { mostTokens } from '../../models/mostTokens.ts'
import { taskHead } from '../../models/taskHead.ts'
import type { Trunk } from '../../models/trunk.ts'
import type { StartFrom } from '../../run/startFrom.ts'
import { exportFiles } from '../weights/exportWeights.ts'
import { jsonBlob } from '../weights/jsonBlob.ts'
import { preprocessorConfig } from '../weights/preprocessorConfig.ts'
import { modelingFile } from '../weights/sentenceFiles.ts'
import { chatSource, tokenizerFiles } from '../weights/textFiles.ts'
import dockerfile from './Dockerfile?raw'
import { manifestOf } from './manifest.ts'
import { peftSettings } from './peftSettings.ts'
import { planOf } from './plan.ts'
import predictProgram from './predict.py?raw'
import { readme } from './readme.ts'
import { refuse } from './refusals.ts'
import requirements from './requirements.txt?raw'
import serveRequirements from './requirements-serve.txt?raw'
import serveProgram from './serve.py?raw'
import { type Start, startFile, startOf } from './start.ts'
import dataProgram from './thaw_data.py?raw'
import inputsProgram from './thaw_inputs.py?raw'
import modelProgram from './thaw_model.py?raw'
import projectProgram from './thaw_project.py?raw'
import resultProgram from './thaw_result.py?raw'
import tagsProgram from './thaw_tags.py?raw'
import talkProgram from './thaw_talk.py?raw'
import tasksProgram from './thaw_tasks.py?raw'
import trainProgram from './train.py?raw'

export interface PythonProjectOptions {
  readonly recipe: Recipe
  readonly dataset: Dataset
  /** As it was loaded, before any run: where the recipe starts from. Stays as it is. */
  readonly model: LiveModel
  /** The model's tokeniser; null for pictures. */
  readonly text: ModelText | null
  /** Where on the Hugging Face Hub the same weights lie; null puts them into the project. */
  readonly published: { readonly repository: string; readonly revision: string } | null
  /** As the run was given it: what was learned before and is gone on with. */
  readonly startFrom?: StartFrom
}

/** Names hold a folder: "model/config.json". @throws ThawError `export-refused` where transformers and peft have no such run. */
export async function pythonProject(options: PythonProjectOptions): Promise<ExportedFile[]> {
  const { recipe, dataset, startFrom } = options
  const whole = modelForTask(options.model, recipe.task)
  const { trunk } = whole
  refuse(recipe, trunk, startFrom !== undefined)
  const random = seeded(recipe.seed)
  const fresh = recipe.model.initialisation === 'random'
  const model = fresh ? randomModel(trunk, random.fork('weights')) : whole.fork()
  try {
    const published = fresh ? null : transformersOwn(options.published, trunk)
    const sites = startFrom?.sites
    const method = { ...recipe.method, thaw: recipe.thaw, task: recipe.task, ...(sites && { sites }) }
    const attachment = methodEngines[recipe.method.id].attach(trunk, method)
    const head = taskHead(trunk, recipe.task, dataset.classes.length)
    const start = await startOf({ model, attachment, head, startFrom, random: random.fork('trainee') })
    for (const block of trunk.blocks) model.rest(block)
    const split = splitDataset(dataset, {
      ...recipe.split,
      seed: recipe.split.seed || recipe.seed,
      maxTrain: recipe.maxTrain,
    })
    const peft = peftSettings({ recipe, trunk, attachment, head })
    const maxTokens = mostTokens({ recipe, trunk, virtualTokens: attachment.virtualTokens })
    const { length: classes } = dataset.classes
    const plan = planOf({ recipe, trunk, attachment, head, classes, peft, text: options.text, maxTokens, published })
    const modelFiles = published
      ? readingFiles(options, trunk, maxTokens)
      : await startFiles(options, { model, start, maxTokens })
    return [
      {
        name: 'README.md',
        blob: plain(readme({ recipe, dataset, split, published, ownClass: plan.model.ownClass !== null })),
      },
      { name: 'requirements.txt', blob: plain(requirements) },
      { name: 'train.py', blob: plain(trainProgram) },
      modelingFile(),
      { name: 'thaw_data.py', blob: plain(dataProgram) },
      { name: 'thaw_inputs.py', blob: plain(inputsProgram) },
      { name: 'thaw_model.py', blob: plain(modelProgram) },
      { name: 'thaw_project.py', blob: plain(projectProgram) },
      { name: 'thaw_result.py', blob: plain(resultProgram) },
      { name: 'thaw_tags.py', blob: plain(tagsProgram) },
      { name: 'thaw_talk.py', blob: plain(talkProgram) },
      { name: 'thaw_tasks.py', blob: plain(tasksProgram) },
      { name: 'predict.py', blob: plain(predictProgram) },
      { name: 'serve.py', blob: plain(serveProgram) },
      { name: 'requirements-serve.txt', blob: plain(serveRequirements) },
      { name: 'Dockerfile', blob: plain(dockerfile) },
      { name: 'recipe.json', blob: json(recipe) },
      { name: 'plan.json', blob: json(plan) },
      { name: 'split.json', blob: json(await manifestOf(dataset, split)) },
      { name: 'initial.safetensors', blob: startFile(start, methodPefts[recipe.method.id].project.joined) },
      ...modelFiles.map(({ name, blob }) => ({ name: `model/${name}`, blob })),
    ]
  } finally {
    model.dispose()
  }
}

/** Where transformers cannot load the published files, the engine's copy goes along. */
function transformersOwn(published: PythonProjectOptions['published'], { huggingFace }: Trunk): typeof published {
  return huggingFace.limits(published?.repository).network ? null : published
}

interface Begun {
  readonly model: LiveModel
  readonly start: Start
  readonly maxTokens: number
}

/** Of a whole model's files those that transformers reads. */
const needed: ReadonlySet<string> = new Set([
  ...['model.safetensors', 'config.json', 'preprocessor_config.json', 'tokenizer.json', 'tokenizer_config.json'],
])

/** The network as the run begins, head included, as transformers reads it. */
async function startFiles(options: PythonProjectOptions, { model, start, maxTokens }: Begun): Promise<ExportedFile[]> {
  const { recipe, dataset, text } = options
  const head = new Map(
    start.head.map(({ spec, values }) => [spec.name, tf.tensor(values, [...spec.shape], 'float32')] as const),
  )
  const { task } = recipe
  try {
    const made = { task, model, head, adapter: null, labels: dataset.classes, text, maxTokens }
    const files = await exportFiles({ ...made, ...templateOf(options) })
    return files.filter(({ name }) => needed.has(name))
  } finally {
    for (const tensor of head.values()) tensor.dispose()
  }
}

/** How texts and pictures are read, where the hub has the network itself. */
function readingFiles(options: PythonProjectOptions, { input }: Trunk, maxTokens: number) {
  const { recipe, text } = options
  if (input.kind === 'text')
    return text
      ? tokenizerFiles(text, { task: recipe.task, maxTokens, ...templateOf(options) }, input.tokenTypes === true)
      : []
  return [{ name: 'preprocessor_config.json', blob: jsonBlob(preprocessorConfig(input.preprocessing)) }]
}

/** The plain template goes into the tokenizer's settings where conversations are written out by it. */
function templateOf({ recipe: { task, chat }, text }: PythonProjectOptions): Pick<TunedModel, 'constants'> {
  const chosen = { plainTemplate: [Number(chat.template === 'plain')] }
  const written = text && chatSource(text, { task, constants: chosen })
  return written?.kind === 'plain' ? { constants: { plainTemplate: [1] } } : {}
}

function plain(text: string): Blob {
  return new Blob([text], { type: formats.text.mediaType })
}

function json(value: unknown): Blob {
  return new Blob([`${JSON.stringify(value, null, 1)}\n`], { type: formats.json.mediaType })
}
