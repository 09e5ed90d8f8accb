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
import { type SentenceForm, sentenceFiles } from './pythonSentences.ts'

export interface PythonCase {
  readonly name: string
  /** Folder of test/fixtures/reference. */
  readonly network: string
  readonly task: TaskId
  readonly method: MethodId
  readonly fields?: Record<string, FieldValue>
  /** As if the network came from the hub: the project holds no weights of its own. */
  readonly published?: true
  /** How sentences with tags are written; lists unless told. */
  readonly sentences?: SentenceForm
}

const sorting = { task: 'text-classification', network: 'bert' } as const
const seeing = { task: 'image-classification', network: 'resnet-basic' } as const
const writing = { task: 'text-generation', network: 'gpt2' } as const
const own: readonly MethodId[] = ['head', 'top-blocks', 'full', 'gradual', 'bitfit', 'norm', 'lora', 'dora', 'ia3']
const all = (of: Omit<PythonCase, 'name' | 'method'>, methods: readonly MethodId[]) =>
  methods.map((method): PythonCase => ({ ...of, method, name: `${of.network}-${method}` }))

const marking = { task: 'token-classification', network: 'bert', method: 'full' } as const
const kept = { fields: { cache: true } } as const
const ofTask = (task: TaskId, networks: readonly string[]) =>
  networks.flatMap((network) =>
    (['full', 'lora'] as const).map(
      (method): PythonCase => ({ name: `${task}-${network}-${method}`, task, network, method }),
    ),
  )

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
  ...all({ ...sorting, network: 'roberta' }, ['full', 'lora', 'prompt']),
  ...all({ ...sorting, network: 'modernbert' }, ['full', 'lora', 'prompt']),
  ...all({ ...sorting, network: 'modernbert-mean', published: true }, ['lora']),
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
  // Of other answers, each with the heads that are unlike: of one layer, of two, without a bias, and of ours.
  ...ofTask('text-multi-label', ['bert', 'bert-mean', 'distilbert', 'gpt2']),
  ...ofTask('text-regression', ['bert', 'bert-mean', 'distilbert', 'roberta', 'gpt2']),
  ...ofTask('text-pair-classification', ['bert', 'distilbert', 'gpt2']),
  ...ofTask('text-pair-regression', ['bert']),
  { name: 'text-pair-classification-bert-prompt', task: 'text-pair-classification', network: 'bert', method: 'prompt' },
  { name: 'text-pair-classification-bert-prefix', task: 'text-pair-classification', network: 'bert', method: 'prefix' },
  ...ofTask('token-classification', ['bert', 'bert-mean', 'distilbert', 'roberta', 'modernbert', 'gpt2']),
  { ...marking, name: 'token-classification-bert-prompt', method: 'prompt' },
  ...(['cells', 'spans', 'labelStudio', 'columns', 'universal'] as const).map((sentences): PythonCase => {
    return { ...marking, name: `token-classification-bert-${sentences}`, sentences }
  }),
  ...ofTask('image-multi-label', ['resnet-basic', 'vit']),
  ...ofTask('image-regression', ['resnet-basic', 'vit']),
  ...all({ task: 'conversation', network: 'gpt2' }, ['full', 'lora']).map((each) => ({
    ...each,
    name: `talking-${each.name}`,
  })),
  {
    name: 'talking-gpt2-lora-all',
    task: 'conversation',
    network: 'gpt2',
    method: 'lora',
    fields: { 'chat.loss': 'all' },
  },
  // As the page does unless told otherwise: what frozen blocks give is kept in 16 bits.
  ...[sorting, seeing].map((of): PythonCase => ({ ...of, name: `${of.network}-lora-kept`, method: 'lora', ...kept })),
  { ...sorting, name: 'bert-head-kept', method: 'head', ...kept },
]

export interface MadeCase {
  readonly recipe: Recipe
  readonly dataset: Dataset
  readonly files: readonly NamedFile[]
  readonly model: LiveModel
  readonly text: ModelText | null
}

export async function makeCase(each: PythonCase): Promise<MadeCase> {
  const { network, task, method, fields } = each
  const files = await dataFiles(each)
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
  const placed = trunk.input.kind === 'text' && trunk.input.placedByPadding
  const tokenizer = causal ? tinyTokenizer : placed ? paddedByOne : marked
  const text = textOf({ tokenizer, tokenizerConfig: settings }, trunk)
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
  // The same numbers as another program, that keeps nothing.
  cache: false,
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
    pair: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
      { Sequence: { id: 'B', type_id: 1 } },
      { SpecialToken: { id: '[SEP]', type_id: 1 } },
    ],
    special_tokens: {
      '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
      '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
    },
  },
}

/** Its padding is RoBERTa's, which tells transformers where a text's tokens stand: no other word may have that id. */
const paddedByOne = {
  ...marked,
  added_tokens: marked.added_tokens.map((token) => ({ ...token, id: [1, 0][token.id] ?? token.id })),
  model: { ...marked.model, vocab: { ...marked.model.vocab, '[PAD]': 1, '[UNK]': 0 } },
}

/** What a person would drop: a table, a folder of pictures, a text file. Uneven classes, so that they are weighed. */
async function dataFiles({ task, sentences = 'lists' }: PythonCase): Promise<NamedFile[]> {
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
    case 'text-multi-label':
      return [{ path: 'labels.csv', file: new Blob([`text,labels\n${labelledRows().join('')}`]) }]
    case 'text-regression':
      return [{ path: 'numbers.csv', file: new Blob([`text,score\n${numberedRows().join('')}`]) }]
    case 'text-pair-classification':
      return [{ path: 'pairs.tsv', file: new Blob([`premise\thypothesis\tlabel\n${pairRows(fits).join('')}`]) }]
    case 'text-pair-regression':
      return [{ path: 'pairs.jsonl', file: new Blob([pairRows(similarity).map(asLine).join('')]) }]
    case 'token-classification': {
      const { path, text } = sentenceFiles[sentences]()
      return [{ path, file: new Blob([text]) }]
    }
    case 'image-multi-label':
      return pictureTable('labels', (label, index) =>
        index % 3 === 0 ? 'red;blue' : ['red', 'green;blue', 'blue'][label],
      )
    case 'image-regression':
      return pictureTable('brightness', (label, index) => String(2 * label + index / 10))
    case 'conversation':
      return [{ path: 'talk.jsonl', file: new Blob(talk(30).map((row) => `${JSON.stringify(row)}\n`)) }]
    default:
      throw new Error(`internal: no data for "${task satisfies never}"`)
  }
}

/** With words for the system, with two exchanges, of which the second is cut off, and with answers of one word and of more. */
function talk(count: number) {
  const [animals, sounds] = [
    ['cat', 'dog', 'bird'],
    ['purrs', 'barks', 'sings', 'sleeps'],
  ]
  return Array.from({ length: count }, (_, at) => {
    const [animal, sound] = [animals[at % 3] as string, sounds[Math.floor(at / 3) % 4] as string]
    const said = (role: string, content: string) => ({ role, content })
    const first = [said('user', `${animal} ${sound}`), said('assistant', at % 2 ? sound : `the ${animal} ${sound}`)]
    return {
      messages: [
        ...(at % 5 === 0 ? [said('system', 'loud')] : []),
        ...first,
        ...(at > count / 2 ? [said('user', 'again and then'), said('assistant', `the ${animal} sleeps`)] : []),
      ],
    }
  })
}

const plainTexts = labelledTexts(10).examples.map(({ content }) => (content.kind === 'text' ? content.text : ''))

/** Of what is spoken, so that it can be learned; one label in nine texts alone, which is weighed. */
function labelledRows(): string[] {
  const known = ['cat', 'dog', 'bird']
  return plainTexts.map((text, at) => {
    const labels = known.filter((word) => text.includes(word))
    return `"${text}",${[...labels, ...(at % 9 === 0 ? ['rare'] : [])].join(';')}\n`
  })
}

function numberedRows(): string[] {
  return plainTexts.map((text, at) => `"${text}",${(100 + text.length + (at % 5) / 4).toFixed(2)}\n`)
}

const fits = (one: string, other: string) => (one.length > other.length ? 'longer' : 'shorter')
const similarity = (one: string, other: string) => (Math.abs(one.length - other.length) / 7).toFixed(3)

/** Of unlike lengths, some of them cut. */
function pairRows(answer: (one: string, other: string) => string): string[] {
  return plainTexts.map((one, at) => {
    const other =
      plainTexts.slice(7 * at, 7 * at + 1 + (at % 3)).join(' ') || 'the dog barks again and again and then sleeps'
    return `${one}\t${other}\t${answer(one, other)}\n`
  })
}

function asLine(row: string): string {
  const [sentence1, sentence2, score] = row.trim().split('\t')
  return `${JSON.stringify({ sentence1, sentence2, score: Number(score) })}\n`
}

function pictureTable(column: string, answer: (label: number, index: number) => string | undefined): NamedFile[] {
  const { examples } = drawnDataset(8, 44)
  const rows = examples.map(({ path, target }, index) => `${path},${answer(labelOf({ target }) ?? 0, index)}\n`)
  return [
    ...examples.flatMap(({ path, content }) =>
      content.kind === 'image' && content.blob instanceof Blob ? [{ path, file: content.blob }] : [],
    ),
    { path: 'metadata.csv', file: new Blob([`file_name,${column}\n${rows.join('')}`]) },
  ]
}
