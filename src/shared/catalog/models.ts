/** The gallery: what the page shows of a model before a byte of it is fetched. No tensors here. */
import type { TaskId } from './tasks.ts'

export type FamilyId = 'resnet' | 'mobilenet-v1'

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
  readonly tasks: readonly TaskId[]
  /** One sentence for a person who chooses. */
  readonly summary: string
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
}

export const modelCards = [
  {
    id: 'thaw-vision',
    title: 'Thaw vision',
    family: 'resnet',
    tasks: ['image-classification'],
    summary: 'A small ResNet that comes with the studio. Starts at once, works offline, trains in seconds.',
    inputSize: 64,
    parameters: 1_388_200,
    downloadBytes: 2_790_256,
    licence: 'MIT',
    publisher: 'Thaw',
    home: 'models/thaw-vision/README.md',
    source: { kind: 'site', path: 'models/thaw-vision' },
  },
  {
    id: 'mobilenet-v1-0.25-224',
    title: 'MobileNet v1 0.25',
    family: 'mobilenet-v1',
    tasks: ['image-classification'],
    summary: 'Knows a thousand kinds of things from ImageNet photographs, and is light enough for any laptop.',
    inputSize: 224,
    parameters: 218_544,
    downloadBytes: 1_902_176,
    licence: 'Apache-2.0',
    publisher: 'Google',
    home: 'https://github.com/tensorflow/tfjs-models/tree/master/mobilenet',
    source: {
      kind: 'tfjs-manifest',
      url: 'https://storage.googleapis.com/tfjs-models/tfjs/mobilenet_v1_0.25_224/model.json',
    },
  },
  {
    id: 'microsoft/resnet-18',
    title: 'ResNet-18',
    family: 'resnet',
    tasks: ['image-classification'],
    summary: 'The classic small residual network, trained on ImageNet. Wants a GPU or patience.',
    inputSize: 224,
    parameters: 11_186_112,
    downloadBytes: 46_800_000,
    licence: 'Apache-2.0',
    publisher: 'Microsoft',
    home: 'https://huggingface.co/microsoft/resnet-18',
    source: { kind: 'hugging-face', repository: 'microsoft/resnet-18', revision: 'main' },
  },
  {
    id: 'microsoft/resnet-50',
    title: 'ResNet-50',
    family: 'resnet',
    tasks: ['image-classification'],
    summary: 'The residual network that every paper compares with. Needs a GPU.',
    inputSize: 224,
    parameters: 23_561_152,
    downloadBytes: 102_500_000,
    licence: 'Apache-2.0',
    publisher: 'Microsoft',
    home: 'https://huggingface.co/microsoft/resnet-50',
    source: { kind: 'hugging-face', repository: 'microsoft/resnet-50', revision: 'main' },
  },
] as const satisfies readonly ModelCard[]

export type ModelId = (typeof modelCards)[number]['id']

export function modelCard(id: string): ModelCard | undefined {
  return modelCards.find((card) => card.id === id)
}
