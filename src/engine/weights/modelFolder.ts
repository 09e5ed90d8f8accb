/**
 * A folder that holds one model, wherever it lies: on a hub, on the site, or dropped on the page. Here is known which
 * files a model has and what each is for; how their bytes come is for the folder to say.
 */
import { isRecord } from '../isRecord.ts'
import { type FileParts, partsOfBytes } from './fileParts.ts'
import { isModuleConfig, modulesName, type Pooling, readPooling } from './pooling.ts'
import { withRowScales } from './roundedRows.ts'
import { readSafetensors } from './safetensors.ts'
import { joinShards, looksLikeShard, parseShardIndex, readShard } from './shards.ts'
import type { TensorFile } from './tensorFile.ts'
import { bpeTokenizer, wordPieceTokenizer } from './tokenizerFiles.ts'

export type Bytes = Uint8Array<ArrayBuffer>

export interface ModelFolder {
  /** All that it holds; null where nobody lists it, and each file must be asked for. */
  readonly names: ReadonlySet<string> | null
  /** A file's bytes, or null when it is not there. */
  find(name: string): Promise<Bytes | null>
  /** The same for a file that must be there; throws an error that names it. */
  get(name: string): Promise<Bytes>
  /** A file of weights, or null when it is not there: a large one may stay where it lies. Absent where all are in memory. */
  weights?(name: string): Promise<FileParts | null>
  /** The error for a file that should be JSON and is not. */
  notJson(name: string, cause: unknown): Error
}

/** What the reader of a model thinks of its configuration, before the weights come: it throws to refuse. */
export type Judge = (config: unknown) => void

/** What the files of a folder say, each parsed; null for what is absent. */
export interface ModelParts {
  readonly config: unknown
  readonly preprocessor: unknown
  readonly tokenizer: unknown
  readonly tokenizerConfig: unknown
  readonly pooling: Pooling | null
  /** Steps that were published to follow it, and are left out; absent where there are none. */
  readonly leftOut?: readonly string[]
  readonly weights: TensorFile
}

export const configName = 'config.json'
export const weightsName = 'model.safetensors'
export const indexName = 'model.safetensors.index.json'
const preprocessorName = 'preprocessor_config.json'
const templateName = 'chat_template.jinja'
const sideNames = [
  ...[configName, preprocessorName, 'tokenizer.json', 'tokenizer_config.json', templateName],
  modulesName,
]
const vocabularyNames = ['vocab.txt', 'vocab.json', 'merges.txt']

/** Of all names in a folder, those that reading the model will ask for. */
export function neededNames(names: ReadonlySet<string>): readonly string[] {
  const vocabulary = names.has('tokenizer.json') ? [] : vocabularyNames
  const weights = names.has(weightsName) ? [weightsName] : [indexName, ...[...names].filter(looksLikeShard)]
  const modules = [...names].filter(isModuleConfig)
  return [...sideNames, ...vocabulary, ...modules, ...weights].filter((name) => names.has(name))
}

/** Reads and checks everything; all files come at once, as far as what is in one does not decide on another. */
export async function readModelFolder(folder: ModelFolder, judge: Judge = () => {}): Promise<ModelParts> {
  const config = folder.get(configName).then((bytes) => {
    const read = parsed(folder, configName, bytes)
    judge(read)
    return read
  })
  const asked = (ofText: boolean) => config.then((read) => folder.names !== null || hasVocabulary(read) === ofText)
  const [preprocessor, text, weights] = await Promise.all([
    asked(false).then((yes) => (yes ? findJson(folder, preprocessorName) : null)),
    Promise.all([asked(true), config]).then(([yes, read]) => (yes ? readTextParts(folder, read) : noText)),
    config.then(() => readWeights(folder)),
  ])
  const read = await config
  const { leftOut, ...plain } = text
  // An export of the studio has its head among the weights, and once more as sentence-transformers' last steps.
  const ownHead = isRecord(read) && typeof read.thaw_pooling === 'string'
  return { config: read, preprocessor, weights, ...plain, ...(leftOut && !ownHead && { leftOut }) }
}

const noText = { tokenizer: null, tokenizerConfig: null, pooling: null } as const

type TextParts = Pick<ModelParts, keyof typeof noText | 'leftOut'>

async function readTextParts(folder: ModelFolder, config: unknown): Promise<TextParts> {
  const settingsRead = findJson(folder, 'tokenizer_config.json')
  const [whole, settings, template, { pooling, leftOut }] = await Promise.all([
    findJson(folder, 'tokenizer.json'),
    settingsRead,
    settingsRead.then((read) => (mayHaveTemplate(folder, config, read) ? folder.find(templateName) : null)),
    readPooling((name) => findJson(folder, name)),
  ])
  // Newer repositories keep the chat template in a file of its own, which then counts.
  const tokenizerConfig = template && isRecord(settings) ? { ...settings, chat_template: decoded(template) } : settings
  const tokenizer = whole ?? (await builtTokenizer(folder, tokenizerConfig))
  return { tokenizer, tokenizerConfig, pooling, ...(leftOut.length > 0 && { leftOut }) }
}

/** A place that lists no files is asked where the network writes and its settings bring no template. */
function mayHaveTemplate({ names }: ModelFolder, config: unknown, settings: unknown): boolean {
  if (names !== null) return names.has(templateName)
  return writes(config) && isRecord(settings) && settings.chat_template === undefined
}

function writes(config: unknown): boolean {
  const named = isRecord(config) && Array.isArray(config.architectures) ? config.architectures : []
  return named.some((name) => /CausalLM|LMHead|ConditionalGeneration/.test(String(name)))
}

/** Models of the first years come with their vocabulary only. */
async function builtTokenizer(folder: ModelFolder, settings: unknown): Promise<unknown> {
  const words = await folder.find('vocab.txt')
  if (words) return wordPieceTokenizer(decoded(words), settings)
  const merges = await folder.find('merges.txt')
  const vocabulary = merges && (await findJson(folder, 'vocab.json'))
  return merges && vocabulary ? bpeTokenizer(vocabulary, decoded(merges), settings) : null
}

async function readWeights(folder: ModelFolder): Promise<TensorFile> {
  const whole = await weightsOf(folder, weightsName)
  if (whole) return withRowScales(readSafetensors(whole))
  const index = await findJson(folder, indexName)
  if (!index) return readSafetensors(await neededWeights(folder, weightsName)) // asked again for its error
  const shards = parseShardIndex(index)
  const read = async (shard: string) => [shard, readShard(shard, await neededWeights(folder, shard))] as const
  return joinShards(shards, new Map(await Promise.all(Array.from(shards.keys(), read))))
}

async function weightsOf(folder: ModelFolder, name: string): Promise<FileParts | null> {
  if (folder.weights) return folder.weights(name)
  const bytes = await folder.find(name)
  return bytes && partsOfBytes(bytes)
}

async function neededWeights(folder: ModelFolder, name: string): Promise<FileParts> {
  return (await weightsOf(folder, name)) ?? partsOfBytes(await folder.get(name))
}

async function findJson(folder: ModelFolder, name: string): Promise<unknown> {
  const bytes = await folder.find(name)
  return bytes && parsed(folder, name, bytes)
}

function parsed(folder: ModelFolder, name: string, bytes: Bytes): unknown {
  try {
    return JSON.parse(decoded(bytes))
  } catch (cause) {
    throw folder.notJson(name, cause)
  }
}

function decoded(bytes: Bytes): string {
  return new TextDecoder().decode(bytes)
}

/** Only networks that read text count a vocabulary. */
function hasVocabulary(config: unknown): boolean {
  return isRecord(config) && typeof config.vocab_size === 'number'
}
