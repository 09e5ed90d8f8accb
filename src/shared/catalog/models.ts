/** The gallery: what the page shows of a model before a byte of it is fetched. No tensors here. */
import { tasksOf } from '../../tasks/cards.ts'
import type { TaskId } from '../../tasks/ids.ts'
import type { DataTrait } from '../domain/data.ts'
import { type FamilyId, familyCards } from './families.ts'

export type ModelSource =
  /** A folder of the site itself: config.json, model.safetensors, preprocessor_config.json or tokenizer.json. */
  | { readonly kind: 'site'; readonly path: string }
  /** A Hugging Face repository with the same files; the weights may be split over several. */
  | { readonly kind: 'hugging-face'; readonly repository: string; readonly revision: string }
  /** A folder of any host with the same files; the address ends with a slash. */
  | { readonly kind: 'folder-url'; readonly url: string }
  /** A tfjs manifest and the shards beside it. */
  | { readonly kind: 'tfjs-manifest'; readonly url: string }

export interface ModelCard {
  readonly id: string
  readonly title: string
  readonly family: FamilyId
  /** What it can be tuned for. */
  readonly tasks: readonly TaskId[]
  /** What else a person may want to know before choosing; absent where nothing is. */
  readonly note?: string
  /** Side of the square input in pixels; for texts, the most tokens. */
  readonly inputSize: number
  /** Parameters of the trunk (without the classifier it was published with). */
  readonly parameters: number
  /** Bytes to fetch, about. */
  readonly downloadBytes: number
  readonly licence: string
  readonly publisher: string
  /** Where the files are, for a person to read. */
  readonly home: string
  readonly source: ModelSource
  /** The data that it is the one to begin with for: of each kind one model of a task. */
  readonly serves?: readonly DataTrait[]
  /** For a model that was made to be small: the one to take for this input when it comes to too little. */
  readonly stronger?: string
  /** What it cannot do however it is tuned, for whoever would wonder at its answers. */
  readonly limit?: string
  /** Folders of the site with what an embedded model was before, by revision: runs and links stand on it. */
  readonly earlier?: Readonly<Record<string, string>>
}

/** Which network stands in for GPT-3. */
export const gpt3Note = 'GPT-3’s own weights were never published: GPT-Neo is the open replica of its design.'

/** Why Gemma comes from another publisher. */
export const gemmaNote =
  'Google’s own copy asks for an account first. This one holds the same weights, under the same terms: read the Gemma licence.'

const cards = [
  {
    id: 'thaw-vision',
    title: 'Thaw vision',
    family: 'resnet',
    inputSize: 64,
    parameters: 1_388_200,
    downloadBytes: 2_790_256,
    licence: 'MIT',
    publisher: 'Thaw',
    home: 'models/thaw-vision/README.md',
    source: { kind: 'site', path: 'models/thaw-vision' },
    serves: ['other-pictures'],
    stronger: 'mobilenet-v1-0.25-224',
  },
  {
    id: 'thaw-text',
    title: 'Thaw text',
    family: 'bert',
    inputSize: 128,
    parameters: 2_973_440,
    downloadBytes: 6_400_000,
    licence: 'Apache-2.0',
    publisher: 'Thaw',
    home: 'models/thaw-text/README.md',
    source: { kind: 'site', path: 'models/thaw-text' },
    serves: ['short-texts'],
    stronger: 'sentence-transformers/all-MiniLM-L6-v2',
    earlier: { '8041f150e3a264a4a22225880574e2650b0fdaccae853bee54d46d6f97ce32bb': 'models/thaw-text/1' },
  },
  {
    id: 'thaw-writer',
    title: 'Thaw writer',
    family: 'gpt2',
    inputSize: 256,
    parameters: 889_984,
    downloadBytes: 1_842_425,
    licence: 'MIT',
    publisher: 'Thaw',
    home: 'models/thaw-writer/README.md',
    source: { kind: 'site', path: 'models/thaw-writer' },
    stronger: 'distilbert/distilgpt2',
    limit: 'A model this small takes on a voice and a form; it does not keep to a thought.',
  },
  {
    id: 'mobilenet-v1-0.25-224',
    title: 'MobileNet v1 0.25',
    family: 'mobilenet-v1',
    inputSize: 224,
    parameters: 213_072,
    downloadBytes: 1_902_176,
    licence: 'Apache-2.0',
    publisher: 'Google',
    home: 'https://github.com/tensorflow/tfjs-models/tree/master/mobilenet',
    source: {
      kind: 'tfjs-manifest',
      url: 'https://storage.googleapis.com/tfjs-models/tfjs/mobilenet_v1_0.25_224/model.json',
    },
    serves: ['photographs'],
  },
  {
    ...onHub('microsoft/resnet-18'),
    title: 'ResNet-18',
    family: 'resnet',
    inputSize: 224,
    parameters: 11_176_512,
    downloadBytes: 46_800_000,
    licence: 'Apache-2.0',
    publisher: 'Microsoft',
  },
  {
    ...onHub('microsoft/resnet-50'),
    title: 'ResNet-50',
    family: 'resnet',
    inputSize: 224,
    parameters: 23_508_032,
    downloadBytes: 102_500_000,
    licence: 'Apache-2.0',
    publisher: 'Microsoft',
  },
  {
    ...onHub('timm/resnet18.a1_in1k'),
    title: 'ResNet-18, timm A1',
    family: 'resnet',
    inputSize: 224,
    parameters: 11_176_512,
    downloadBytes: 46_800_000,
    licence: 'Apache-2.0',
    publisher: 'timm',
  },
  {
    ...onHub('google/mobilenet_v2_1.0_224'),
    title: 'MobileNet v2 1.0',
    family: 'mobilenet-v2',
    inputSize: 224,
    parameters: 2_223_872,
    downloadBytes: 14_200_000,
    licence: 'Other',
    publisher: 'Google',
  },
  {
    ...onHub('facebook/deit-tiny-patch16-224'),
    title: 'DeiT tiny',
    family: 'vit',
    inputSize: 224,
    parameters: 5_524_416,
    downloadBytes: 22_900_000,
    licence: 'Apache-2.0',
    publisher: 'Meta',
  },
  {
    ...onHub('WinKawaks/vit-tiny-patch16-224'),
    title: 'ViT tiny',
    family: 'vit',
    inputSize: 224,
    parameters: 5_524_416,
    downloadBytes: 22_900_000,
    licence: 'Apache-2.0',
    publisher: 'WinKawaks',
  },
  {
    ...onHub('facebook/dinov2-small'),
    title: 'DINOv2 small',
    family: 'dinov2',
    inputSize: 224,
    parameters: 22_056_192,
    downloadBytes: 88_300_000,
    licence: 'Apache-2.0',
    publisher: 'Meta',
  },
  {
    ...onHub('TaylorAI/bge-micro-v2'),
    title: 'BGE micro v2',
    family: 'bert',
    inputSize: 512,
    parameters: 17_389_824,
    downloadBytes: 35_500_000,
    licence: 'MIT',
    publisher: 'Taylor AI',
  },
  {
    ...onHub('sentence-transformers/all-MiniLM-L6-v2'),
    title: 'MiniLM-L6 v2',
    family: 'bert',
    inputSize: 512,
    parameters: 22_713_216,
    downloadBytes: 91_600_000,
    licence: 'Apache-2.0',
    publisher: 'Sentence Transformers',
    serves: ['long-texts'],
  },
  {
    ...onHub('distilbert/distilbert-base-uncased'),
    title: 'DistilBERT',
    family: 'distilbert',
    inputSize: 512,
    parameters: 66_362_880,
    downloadBytes: 268_700_000,
    licence: 'Apache-2.0',
    publisher: 'Hugging Face',
  },
  {
    ...onHub('distilbert/distilbert-base-multilingual-cased'),
    title: 'DistilBERT multilingual',
    family: 'distilbert',
    inputSize: 512,
    parameters: 134_734_080,
    downloadBytes: 542_000_000,
    licence: 'Apache-2.0',
    publisher: 'Hugging Face',
    serves: ['other-language'],
  },
  {
    ...onHub('distilbert/distilroberta-base'),
    title: 'DistilRoBERTa',
    family: 'roberta',
    inputSize: 512,
    parameters: 81_527_808,
    downloadBytes: 332_500_000,
    licence: 'Apache-2.0',
    publisher: 'Hugging Face',
  },
  {
    ...onHub('FacebookAI/xlm-roberta-base'),
    title: 'XLM-R base',
    family: 'roberta',
    inputSize: 512,
    parameters: 277_453_056,
    downloadBytes: 1_124_700_000,
    licence: 'MIT',
    publisher: 'Meta',
  },
  {
    ...onHub('jhu-clsp/ettin-encoder-17m'),
    title: 'Ettin 17M',
    family: 'modernbert',
    inputSize: 7999,
    parameters: 16_863_232,
    downloadBytes: 71_300_000,
    licence: 'MIT',
    publisher: 'Johns Hopkins University',
  },
  {
    ...onHub('answerdotai/ModernBERT-base'),
    title: 'ModernBERT base',
    family: 'modernbert',
    inputSize: 8192,
    parameters: 149_604_864,
    downloadBytes: 600_800_000,
    licence: 'Apache-2.0',
    publisher: 'Answer.AI',
  },
  {
    ...onHub('google-bert/bert-base-uncased'),
    title: 'BERT base',
    family: 'bert',
    inputSize: 512,
    parameters: 109_482_240,
    downloadBytes: 441_200_000,
    licence: 'Apache-2.0',
    publisher: 'Google',
  },
  {
    ...onHub('distilbert/distilgpt2'),
    title: 'DistilGPT-2',
    family: 'gpt2',
    inputSize: 1024,
    parameters: 81_912_576,
    downloadBytes: 354_700_000,
    licence: 'Apache-2.0',
    publisher: 'Hugging Face',
  },
  {
    ...onHub('openai-community/gpt2'),
    title: 'GPT-2',
    family: 'gpt2',
    inputSize: 1024,
    parameters: 124_439_808,
    downloadBytes: 550_000_000,
    licence: 'MIT',
    publisher: 'OpenAI',
  },
  {
    ...onHub('EleutherAI/gpt-neo-125m'),
    title: 'GPT-Neo 125M',
    family: 'gpt-neo',
    note: gpt3Note,
    inputSize: 2048,
    parameters: 125_198_592,
    downloadBytes: 528_000_000,
    licence: 'MIT',
    publisher: 'EleutherAI',
  },
  {
    ...onHub('HuggingFaceTB/SmolLM2-135M'),
    title: 'SmolLM2 135M',
    family: 'llama',
    inputSize: 8192,
    parameters: 134_515_008,
    downloadBytes: 272_000_000,
    licence: 'Apache-2.0',
    publisher: 'Hugging Face',
  },
  {
    ...onHub('HuggingFaceTB/SmolLM2-135M-Instruct'),
    title: 'SmolLM2 135M Instruct',
    family: 'llama',
    inputSize: 8192,
    parameters: 134_515_008,
    downloadBytes: 272_000_000,
    licence: 'Apache-2.0',
    publisher: 'Hugging Face',
  },
  {
    ...onHub('HuggingFaceTB/SmolLM2-360M-Instruct'),
    title: 'SmolLM2 360M Instruct',
    family: 'llama',
    inputSize: 8192,
    parameters: 361_821_120,
    downloadBytes: 726_000_000,
    licence: 'Apache-2.0',
    publisher: 'Hugging Face',
  },
  {
    ...onHub('unsloth/gemma-3-270m-it'),
    title: 'Gemma 3 270M',
    family: 'gemma3',
    note: gemmaNote,
    inputSize: 32768,
    parameters: 268_098_176,
    downloadBytes: 570_000_000,
    licence: 'Gemma',
    publisher: 'Google',
  },
  {
    ...onHub('Qwen/Qwen2.5-0.5B-Instruct'),
    title: 'Qwen2.5 0.5B Instruct',
    family: 'qwen2',
    inputSize: 32768,
    parameters: 494_032_768,
    downloadBytes: 1_000_000_000,
    licence: 'Apache-2.0',
    publisher: 'Alibaba Cloud',
  },
  {
    ...onHub('Qwen/Qwen3-0.6B'),
    title: 'Qwen3 0.6B',
    family: 'qwen3',
    inputSize: 40960,
    parameters: 596_049_920,
    downloadBytes: 1_515_000_000,
    licence: 'Apache-2.0',
    publisher: 'Alibaba Cloud',
  },
] as const satisfies readonly Omit<ModelCard, 'tasks'>[]

export type ModelId = (typeof cards)[number]['id']

export const modelCards: readonly (ModelCard & { readonly id: ModelId })[] = cards.map((card) => ({
  ...card,
  tasks: tasksOf(familyCards[card.family]),
}))

/** How a model of the gallery is asked for, at the revision that a run or a link names. */
export function galleryRequest(id: string, revision: string): { kind: 'catalog'; id: string; revision?: string } {
  const isEarlier = Object.hasOwn(modelCard(id)?.earlier ?? {}, revision)
  return { kind: 'catalog', id, ...(isEarlier && { revision }) }
}

/** Where a model of the gallery is fetched from. @param revision of an embedded model that has been renewed since. */
export function sourceOf({ source, earlier = {} }: ModelCard, revision = ''): ModelSource {
  const path = Object.hasOwn(earlier, revision) ? earlier[revision] : undefined
  return path === undefined ? source : { kind: 'site', path }
}

export function modelCard(id: string): ModelCard | undefined {
  return modelCards.find((card) => card.id === id)
}

/** What to take instead of a model that was made to be small; null for any other, and where that one does not serve. */
export function strongerModel(id: string, task: TaskId): (ModelCard & { readonly id: ModelId }) | null {
  const stronger = modelCards.find((card) => card.id === modelCard(id)?.stronger)
  return stronger?.tasks.includes(task) ? stronger : null
}

/** A repository of the Hugging Face Hub: its name is the model's, and its page the model's home. */
function onHub<const Repository extends string>(id: Repository) {
  return {
    id,
    home: `https://huggingface.co/${id}`,
    source: { kind: 'hugging-face', repository: id, revision: 'main' },
  } as const
}
