/** From what the page asks for to a model that is loaded and measured. */

import { parseModelReference } from '../../shared/catalog/modelReference.ts'
import { modelCard, sourceOf } from '../../shared/catalog/models.ts'
import type { NamedFile } from '../../shared/domain/files.ts'
import type { ModelRequest, ModelSummary, PeftLimits } from '../../shared/domain/model.ts'
import { memoryLimit } from '../../shared/memoryLimit.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { few as fewOf } from '../../shared/messages/few.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { tasksOf } from '../../tasks/cards.ts'
import type { TaskId } from '../../tasks/ids.ts'
import type { NetworkTraits } from '../../tasks/taskCard.ts'
import {
  type FetchOptions,
  fetchModelFiles,
  type ModelFiles,
  readFolderModel,
  readModelFiles,
} from '../weights/modelFiles.ts'
import { judgeConfig } from './judgeConfig.ts'
import { countParameters, type LiveModel, loadModel, surplusTensors, trunkOf } from './liveModel.ts'
import { memoryForecast } from './memoryForecast.ts'
import { type ModelText, textOf } from './modelText.ts'
import { tokenNumbers } from './packWeights.ts'
import { profileModel } from './profile.ts'
import type { Trunk } from './trunk.ts'
import { unwrapped } from './unwrapped.ts'

export interface OpenModel {
  readonly live: LiveModel
  /** Null for pictures. */
  readonly text: ModelText | null
  readonly summary: ModelSummary
  /** How it was asked for. */
  readonly request: ModelRequest
}

export interface OpenOptions extends FetchOptions {
  /** Why nothing is kept on this device; null when things are. */
  readonly storeWarning: Message | null
}

/** A pre-trained model to tune from. */
export async function openModel(
  request: Exclude<ModelRequest, { kind: 'files' | 'kept' }>,
  options: OpenOptions,
): Promise<OpenModel> {
  const started = performance.now()
  const forecast = forecasting(options)
  const { files: found, id, title, kept } = await find(request, { ...options, ...forecast })
  const files = unwrapped(found)
  const trunk = trunkOf(files)
  const text = textOf(files, trunk)
  const live = loadModel(trunk, files.weights)
  try {
    const summary = await summarise(live, files, { id, title, started, tasks: tasksOf(traitsOf(trunk)) })
    options.signal.throwIfAborted()
    const notKept = kept && options.storeWarning ? [options.storeWarning] : []
    return {
      live,
      text,
      request,
      summary: {
        ...summary,
        warnings: [
          ...forecast.said(),
          ...summary.warnings,
          ...ofVocabulary(trunk, files, text),
          ...surplus(trunk, files),
          ...notKept,
        ],
      },
    }
  } catch (error) {
    live.dispose()
    throw error
  }
}

/** What a model needs is said with the first word of its download, before the first byte of its weights, and stays said. */
function forecasting({ onProgress }: Pick<OpenOptions, 'onProgress'>) {
  let much: Message | null = null
  let last: Parameters<OpenOptions['onProgress']> | null = null
  const tell = (...[done, total, stage]: Parameters<OpenOptions['onProgress']>) => {
    last = [done, total, stage]
    onProgress(done, total, much ? notice('fetchingMuch', { stage, much }) : stage)
  }
  return {
    said: (): readonly Message[] => (much ? [much] : []),
    judge(config: unknown, name: string) {
      judgeConfig(config, name)
      much = memoryForecast(config, memoryLimit())
      if (much && last) tell(...last)
    },
    onProgress: tell,
  }
}

/** The files of a tuned model that was brought back, by plain names. */
export async function readBrought(files: readonly NamedFile[]): Promise<ModelFiles> {
  return unwrapped(await readModelFiles(files, (config) => judgeConfig(config, null)))
}

export interface SummaryOptions {
  readonly id: string
  readonly title: string
  readonly tasks: readonly TaskId[]
  /** When it was asked for, by `performance.now()`. */
  readonly started: number
}

export async function summarise(
  live: LiveModel,
  files: ModelFiles,
  { id, title, tasks, started }: SummaryOptions,
): Promise<ModelSummary> {
  const { trunk } = live
  const { input } = trunk
  return {
    id,
    title,
    family: trunk.family,
    tasks,
    revision: files.revision,
    inputSize: input.kind === 'image' ? input.preprocessing.size : input.maxTokens,
    blocks: await profileModel(live),
    parameters: countParameters(trunk),
    ...(live.waitingBytes !== null && { waitingBytes: live.waitingBytes }),
    featureSize: trunk.featureSize,
    ...(input.kind === 'text' && { vocabulary: input.vocabulary, tokenNumbers: tokenNumbers(trunk) }),
    peftLimits: peftLimits(trunk, id),
    downloadedBytes: files.downloadedBytes,
    seconds: (performance.now() - started) / 1000,
    warnings: files.warnings,
    labels: null,
  }
}

function peftLimits({ huggingFace }: Trunk, id: string): PeftLimits {
  const { network, layers, classifier } = huggingFace.limits(id)
  return {
    ...(network && { network: network.adapter }),
    ...(layers && { layers: layers.adapter }),
    ...(classifier && { classifier: classifier.adapter }),
  }
}

interface Found {
  readonly files: ModelFiles
  readonly id: string
  readonly title: string
  /** Whether it is meant to be kept on this device. */
  readonly kept: boolean
}

async function find(request: Exclude<ModelRequest, { kind: 'files' | 'kept' }>, options: OpenOptions): Promise<Found> {
  switch (request.kind) {
    case 'catalog': {
      const card = modelCard(request.id)
      if (!card) throw new ThawError('model-unsupported', 'modelNotInGallery', { id: request.id })
      const files = await fetchModelFiles(sourceOf(card, request.revision), card.id, options)
      return { files, id: card.id, title: card.title, kept: card.source.kind !== 'site' }
    }
    case 'reference': {
      const { source, id } = parseModelReference(request.text)
      const files = await fetchModelFiles(source, id, options)
      return { files, id, title: modelCard(id)?.title ?? id, kept: source.kind !== 'site' }
    }
    case 'folder': {
      const files = await readFolderModel(request.files, (config) => judgeConfig(config, null))
      return { files, id: `folder-${files.revision.slice(0, 12)}`, title: 'Your folder', kept: false }
    }
    default:
      return request satisfies never
  }
}

function traitsOf({ input, nextToken }: Trunk): NetworkTraits {
  return { input: input.kind, continues: nextToken !== null }
}

/** What did not fit between configuration, weights and tokeniser, and was settled. */
export function ofVocabulary({ input }: Trunk, { config }: ModelFiles, text: ModelText | null): Message[] {
  if (input.kind !== 'text' || !text) return []
  const { vocab_size: said } = config as { readonly vocab_size?: unknown }
  const { rowless } = text.tokenizer
  return [
    ...(typeof said === 'number' && said !== input.vocabulary
      ? [notice('vocabularyOfWeights', { rows: input.vocabulary, said })]
      : []),
    ...(rowless.length > 0 ? [notice('tokensWithoutRow', { tokens: fewOf(rowless) })] : []),
  ]
}

function surplus(trunk: Trunk, files: ModelFiles): Message[] {
  const names = surplusTensors(trunk, files.weights)
  const [first] = names
  return first === undefined ? [] : [notice('weightsSurplus', { tensors: names.length, first })]
}
