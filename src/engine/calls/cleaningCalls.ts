/** What a person does to data before training: sees what will go wrong, looks them through, and puts them right. */
import { type DataFinding, type DataSettings, dataParts, type ExampleLooks } from '../../shared/domain/cleaning.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { taskCard } from '../../tasks/cards.ts'
import { taskEngines } from '../../tasks/engines.ts'
import { alikeExamples } from '../data/alikeExamples.ts'
import { dataChecks } from '../data/checks/checks.ts'
import type { CheckInput, TokenLimits } from '../data/checks/dataCheck.ts'
import { type Dataset, textOf } from '../data/dataset.ts'
import { editDataset } from '../data/editDataset.ts'
import { editsFor, statesOf } from '../data/exampleStates.ts'
import { lookThrough } from '../data/lookThrough.ts'
import { createPace } from '../data/pace.ts'
import type { PictureLook } from '../data/pictureLook.ts'
import { poorLooks } from '../data/poorLooks.ts'
import { type Split, splitDataset } from '../data/splitDataset.ts'
import { summariseDataset } from '../data/summariseDataset.ts'
import { isWordless } from '../data/wordless.ts'
import { findOutliers } from '../evaluate/findOutliers.ts'
import { shownExamples } from '../evaluate/shownExample.ts'
import { exportDataset } from '../export/dataset/dataExporters.ts'
import { type EngineContext, type Handlers, neededData, neededModel, type OpenData } from './engineContext.ts'

type CleaningCallsHere = Handlers<
  'checkData' | 'listExamples' | 'showRead' | 'setExamples' | 'exportData' | 'lookAtExamples' | 'findOutliers'
>

/** Pictures that are looked at without being asked: it takes a few seconds at most. More are looked at on demand. */
const lookedAtUnasked = 600
/** Texts, in the same way: so many take a few seconds (`npm run large`). */
const comparedUnasked = 200_000

export function cleaningCalls(context: EngineContext): CleaningCallsHere {
  const { codec, emit } = context.around
  let checking = new AbortController()
  /** Of the data that stand. */
  let looked: { readonly origin: string; readonly known: Map<string, PictureLook | null> } | null = null
  const knownLooks = ({ origin }: OpenData) => {
    if (looked?.origin !== origin) looked = { origin, known: new Map() }
    return looked.known
  }
  /** Of the data as they were read, once: it takes seconds for very many texts, and neither settings nor edits change it. */
  let grouped: { readonly of: string; readonly groups: readonly (readonly number[])[] } | null = null
  const alikeIn = (data: OpenData, looked: boolean, signal: AbortSignal) => async () => {
    const read = readOf(data)
    if (read.examples.length > comparedUnasked && !looked) return []
    const known = knownLooks(data)
    // A picture that was left out when the page opened is looked at once it is put back.
    const of = `${data.origin} ${looked ? known.size : 'texts'}`
    if (grouped?.of !== of) {
      const looks = looked ? read.examples.map(({ digest }) => known.get(digest) ?? null) : null
      grouped = { of, groups: await alikeExamples(read, looks, createPace(signal)) }
    }
    return standing(data, grouped.groups)
  }
  return {
    async checkData({ settings }) {
      checking.abort()
      checking = new AbortController()
      const { signal } = checking
      const data = neededData(context)
      const known = knownLooks(data)
      const all = data.dataset.examples.every(({ digest }) => known.has(digest))
      const looks =
        hasPictures(data.dataset) && (all || data.dataset.examples.length <= lookedAtUnasked)
          ? await looksOf(context, data.dataset, known, signal)
          : null
      return findingsOf(context, { data, settings, looks, signal, alike: alikeIn(data, looks !== null, signal) })
    },
    async listExamples({ settings }) {
      const data = neededData(context)
      const read = readOf(data)
      const { names, was, now } = statesOf(read, data.edits)
      const split = divided(data.dataset, settings)
      return {
        pictures: hasPictures(read),
        sorted: read.examples[0]?.target.kind === 'class',
        ...{ names, was, now },
        places: Int32Array.from(data.dataset.examples.keys(), readPlaces(data)),
        part: partsOf(data, 'split' in split ? split.split : null),
      }
    },
    showRead: async ({ examples, side }) =>
      shownExamples(readOf(neededData(context)), examples, { codec, ...(side !== undefined && { side }) }),
    async setExamples({ names, now }) {
      const data = neededData(context)
      const read = readOf(data)
      if (now.length !== read.examples.length) throw new ThawError('cancelled', 'dataReplaced')
      const edits = editsFor(read, { names, was: statesOf(read, []).was, now })
      const dataset = await editDataset(data.dataset, edits)
      const summary = await summariseDataset(dataset, { codec, signal: new AbortController().signal })
      if (context.data !== data) throw new ThawError('cancelled', 'dataReplaced')
      context.data = { ...data, dataset, edits }
      return { summary, edits }
    },
    exportData: ({ what, settings }) => exportDataset(neededData(context).dataset, what, settings),
    lookAtExamples: () =>
      context.job('examine', (signal) => {
        const data = neededData(context)
        return lookAtAll(context, readOf(data), knownLooks(data), signal)
      }),
    findOutliers: ({ maxTokens }) =>
      context.job('examine', async (signal) => {
        const data = neededData(context)
        const { live, text } = neededModel(context)
        const network = live.fork()
        const place = readPlaces(data)
        const onProgress = (done: number, total: number) =>
          emit({ type: 'progress', job: 'examine', stage: notice('computingFeatures'), done, total, unit: 'examples' })
        try {
          const found = await findOutliers(data.dataset, { network, text, maxTokens, codec, signal, onProgress })
          return found.map(({ example, distance }) => ({ example: place(example), distance }))
        } finally {
          network.dispose()
        }
      }),
  }
}

function readOf({ dataset }: OpenData): Dataset {
  return dataset.unedited ?? dataset
}

function hasPictures({ examples }: Dataset): boolean {
  return examples[0]?.content.kind === 'image'
}

/** From a place in the dataset as it stands to that in the data as they were read. */
function readPlaces(data: OpenData): (example: number) => number {
  const read = readOf(data)
  if (read === data.dataset) return (example) => example
  return (example) => data.dataset.examples[example]?.place ?? -1
}

/** Groups of the data as they were read, as the data stand: what was left out is in none. */
function standing(data: OpenData, groups: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const { examples } = data.dataset
  if (readOf(data) === data.dataset) return groups
  const now = new Int32Array(readOf(data).examples.length).fill(-1)
  for (const [index, { place }] of examples.entries()) if (place !== undefined) now[place] = index
  return groups
    .map((group) => group.map((place) => now[place] as number).filter((index) => index >= 0))
    .filter(({ length }) => length > 1)
    .map((group) => group.toSorted((a, b) => a - b))
    .toSorted(([a = 0], [b = 0]) => a - b)
}

type Divided = { readonly split: Split } | { readonly fault: Message }

/** Data that cannot be divided are no reason not to look at them. */
function divided(dataset: Dataset, { validation, test, seed, maxTrain }: DataSettings): Divided {
  try {
    return { split: splitDataset(dataset, { validation, test, seed, maxTrain }) }
  } catch (error) {
    if (error instanceof ThawError) return { fault: error.said }
    throw error
  }
}

const unused = 255

function partsOf(data: OpenData, split: Split | null): Uint8Array {
  const place = readPlaces(data)
  const parts = new Uint8Array(readOf(data).examples.length).fill(unused)
  if (split)
    for (const [number, part] of dataParts.entries()) for (const index of split[part]) parts[place(index)] = number
  return parts
}

interface Checked {
  readonly data: OpenData
  readonly settings: DataSettings
  readonly looks: CheckInput['looks']
  readonly alike: CheckInput['alike']
  readonly signal: AbortSignal
}

async function findingsOf(
  context: EngineContext,
  { data, settings, looks, alike, signal }: Checked,
): Promise<DataFinding[]> {
  const { dataset } = data
  const found = divided(dataset, settings)
  if ('fault' in found) return [{ check: 'indivisible', message: found.fault, remedies: [] }]
  const input: CheckInput = {
    ...{ dataset, split: found.split, settings, looks, alike },
    noun: taskCard(dataset.task).example,
    tokens: tokenLimits(context, dataset),
    readPlace: readPlaces(data),
    pace: createPace(signal),
  }
  const findings: DataFinding[] = []
  for (const check of [...Object.values(dataChecks), ...(taskEngines[dataset.task].checks ?? [])]) {
    await input.pace.breathe()
    findings.push(...(await check(input)))
  }
  return findings
}

/** Null where a text is cut into windows, none of which is lost, and while no model stands that reads it. */
function tokenLimits({ model }: EngineContext, { task }: Dataset): TokenLimits | null {
  if (!model?.text || taskCard(task).windowed || model.live.trunk.input.kind !== 'text') return null
  const { text } = model
  const { maxTokens } = model.live.trunk.input
  // One more than the model reads tells that something is cut.
  return { most: maxTokens, count: (content) => taskEngines[task].tokensOf(content, text, maxTokens + 1).ids.length }
}

/** Ends without an answer once a run begins: it needs the machine for itself. */
async function looksOf(
  context: EngineContext,
  dataset: Dataset,
  known: Map<string, PictureLook | null>,
  signal: AbortSignal,
): Promise<CheckInput['looks']> {
  const pace = createPace(signal)
  const breathe = () => {
    if (context.run) throw new ThawError('cancelled', 'analysisCancelled')
    return pace.breathe()
  }
  return lookThrough(dataset, { codec: context.around.codec, pace: { breathe }, known, onProgress: () => {} })
}

async function lookAtAll(
  { around: { codec, emit } }: EngineContext,
  read: Dataset,
  known: Map<string, PictureLook | null>,
  signal: AbortSignal,
): Promise<ExampleLooks> {
  const pace = createPace(signal)
  const pictures = hasPictures(read)
  const stage = pictures ? notice('lookingAtPictures') : notice('lookingAtTexts')
  const onProgress = (done: number, total: number) =>
    emit({ type: 'progress', job: 'examine', stage, done, total, unit: 'examples' })
  if (!pictures) {
    const texts = read.examples.map(({ content }) => textOf(content) ?? '')
    onProgress(0, texts.length)
    const poor = texts.flatMap((text, example) => (isWordless(text) ? [{ example, fault: 'wordless' as const }] : []))
    return { near: await alikeExamples(read, null, pace), poor, unread: 0 }
  }
  const looks = await lookThrough(read, { codec, pace, known, onProgress })
  const unread = looks.filter((look) => look === null).length
  return { near: await alikeExamples(read, looks, pace), poor: poorLooks(looks), unread }
}
