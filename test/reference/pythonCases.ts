/**
 * Small runs that are exported as Python projects: on the reference networks, with data made up here. Shared by the
 * test of the export and by `makePythonProjects.ts`, whose projects are run by the originals.
 */

import { nodeCodec } from '../../src/commands/nodeCodec.ts'
import type { Dataset } from '../../src/engine/data/dataset.ts'
import { readDataset } from '../../src/engine/data/readDataset.ts'
import { type LiveModel, loadModel, trunkOf } from '../../src/engine/models/liveModel.ts'
import { type ModelText, textOf } from '../../src/engine/models/modelText.ts'
import type { MethodId } from '../../src/methods/ids.ts'
import type { NamedFile } from '../../src/shared/domain/files.ts'
import type { FieldValue } from '../../src/shared/recipe/field.ts'
import { buildRecipe, defaultFields, type Recipe } from '../../src/shared/recipe/recipe.ts'
import { dataReadings } from '../../src/tasks/engines.ts'
import type { TaskId } from '../../src/tasks/ids.ts'
import { drawnDataset } from '../support/drawnDataset.ts'
import { readFixture } from '../support/reference.ts'
import { modelFilesOf } from '../support/referenceFixture.ts'
import { labelOf } from '../support/targets.ts'
import { labelledTexts, passages, tinyTokenizer } from '../support/tinyText.ts'

export interface PythonCase {
  readonly name: string
  /** Folder of test/fixtures/reference. */
  readonly network: string
  readonly task: TaskId
  readonly method: MethodId
  readonly fields?: Record<string, FieldValue>
  /** As if the network came from the hub: the project holds no weights of its own. */
  readonly published?: true
}

const sorting = { task: 'text-classification', network: 'bert' } as const
const seeing = { task: 'image-classification', network: 'resnet-basic' } as const
const writing = { task: 'text-generation', network: 'gpt2' } as const
const own: readonly MethodId[] = ['head', 'top-blocks', 'full', 'gradual', 'bitfit', 'norm', 'lora', 'dora', 'ia3']
const all = (of: Omit<PythonCase, 'name' | 'method'>, methods: readonly MethodId[]) =>
  methods.map((method): PythonCase => ({ ...of, method, name: `${of.network}-${method}` }))

export const pythonCases: readonly PythonCase[] = [
  ...all(sorting, [...own, 'prompt', 'prefix']),
  {
    ...sorting,
    name: 'bert-lora-pissa',
    method: 'lora',
    fields: { 'method.initialisation': 'pissa', 'method.rank': 4 },
  },
  {
    ...{ ...sorting, name: 'bert-lora-published', method: 'lora', published: true },
    fields: { 'method.rankStabilised': true, 'method.rateRatio': 4, 'method.targets': 'query-value' },
  },
  {
    ...{ ...sorting, name: 'bert-full-decay', method: 'full' },
    fields: { 'optimiser.layerDecay': 0.75, 'optimiser.trunkRate': 0.5, 'schedule.shape': 'constant' },
  },
  ...all({ ...sorting, network: 'bert-mean' }, ['full', 'lora', 'prompt', 'prefix']),
  ...all({ ...sorting, network: 'distilbert', published: true }, ['full', 'lora', 'prompt']),
  ...all({ ...sorting, network: 'gpt2' }, ['full', 'lora', 'prefix']),
  ...all(writing, ['full', 'lora', 'dora', 'ia3', 'prompt', 'prefix'] as const).map((each) => ({
    ...each,
    name: `writing-${each.name}`,
  })),
  ...all({ ...writing, network: 'gpt-neo' }, ['lora']),
  ...all(seeing, own),
  {
    ...seeing,
    name: 'resnet-basic-lora-pissa',
    method: 'lora',
    fields: { 'method.initialisation': 'pissa', 'method.rank': 2 },
  },
  { ...seeing, name: 'resnet-basic-full-views', method: 'full', fields: { 'augment.views': 3 } },
  ...all({ ...seeing, network: 'vit' }, ['full', 'lora']),
  ...all({ ...seeing, network: 'dinov2', published: true }, ['lora']),
  ...all({ ...seeing, network: 'deit' }, ['lora']),
  // Fifty random layers carry rounding far; at a rate that tears them apart, any two programs part.
  ...all({ ...seeing, network: 'mobilenet-v2', fields: { 'optimiser.learningRate': 1e-4 } }, ['full']),
  ...all({ ...seeing, network: 'mobilenet-v2-variant', fields: { 'optimiser.learningRate': 1e-4 } }, ['lora']),
  ...all({ ...seeing, network: 'timm-resnet-basic' }, ['full']),
]

export interface MadeCase {
  readonly recipe: Recipe
  readonly dataset: Dataset
  readonly files: readonly NamedFile[]
  readonly model: LiveModel
  readonly text: ModelText | null
}

export async function makeCase({ network, task, method, fields }: PythonCase): Promise<MadeCase> {
  const files = await dataFiles(task)
  const dataset = await readDataset(
    { name: 'made up', files },
    {
      ...{ textColumn: '', labelColumn: '', readings: dataReadings, onProgress: () => {}, codec: nodeCodec },
      signal: new AbortController().signal,
    },
  )
  const read = await modelFilesOf(readFixture(network))
  const trunk = trunkOf(read)
  const causal = trunk.input.kind === 'text' && trunk.input.causal
  const text = textOf({ tokenizer: causal ? tinyTokenizer : marked, tokenizerConfig: settings }, trunk)
  const recipe = buildRecipe(
    {
      task,
      model: { id: network, revision: 'main' },
      data: { name: dataset.name, fingerprint: dataset.fingerprint },
      backend: 'cpu',
    },
    { ...defaultFields(method, task), ...common, ...fields },
  )
  return { recipe, dataset, files, model: loadModel(trunk, read.weights), text }
}

/** Without dropout, whose masks no other program draws alike; enough steps to compare ten, over three epochs. */
const common = {
  ...{ epochs: 3, batch: 4, thaw: 200, maxTokens: 12, 'regularisation.dropout': 0, 'augment.views': 0 },
  ...{ 'optimiser.learningRate': 0.01, 'optimiser.weightDecay': 0.05, 'method.tokens': 3, 'earlyStopping.patience': 0 },
  'sample.tokens': 1,
}

const settings = { pad_token: '[PAD]', eos_token: '<|endoftext|>' }
/** With the marks that BERT's tokenizers put around a text. */
const marked = {
  ...tinyTokenizer,
  post_processor: {
    type: 'TemplateProcessing',
    single: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
    ],
    pair: [],
    special_tokens: {
      '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
      '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
    },
  },
}

/** What a person would drop: a table, a folder of pictures, a text file. Uneven classes, so that they are weighed. */
async function dataFiles(task: TaskId): Promise<NamedFile[]> {
  switch (task) {
    case 'text-classification': {
      const { classes, examples } = labelledTexts(10)
      const rows = examples
        .filter((_, index) => index % 10 < 10 - 3 * Math.floor(index / 10))
        .map(
          ({ content, target }) =>
            `"${content.kind === 'text' ? content.text : ''}",${classes[labelOf({ target }) ?? -1]}\n`,
        )
      return [{ path: 'texts.csv', file: new Blob([`text,label\n${rows.join('')}`]) }]
    }
    case 'image-classification':
      return drawnDataset(8, 44).examples.flatMap(({ path, content }) =>
        content.kind === 'image' && content.blob instanceof Blob ? [{ path, file: content.blob }] : [],
      )
    case 'text-generation': {
      const texts = passages(30).examples.map(({ content }) => (content.kind === 'text' ? content.text : ''))
      return [{ path: 'story.txt', file: new Blob([texts.join('\n\n')]) }]
    }
    default:
      throw new Error(`The Python project makes no data for "${task}".`)
  }
}
