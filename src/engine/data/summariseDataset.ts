/** What the page shows of a dataset: counts, and a few small pictures or beginnings of texts of each class. */
import type { AnsweredExample, ClassSummary, DatasetSummary, NumberSummary } from '../../shared/domain/data.ts'
import { medianOf } from '../../shared/metrics/regressionErrors.ts'
import { type Dataset, type Example, textOf } from './dataset.ts'
import { dataTraits } from './dataTraits.ts'
import { displayText } from './displayText.ts'
import type { ImageCodec } from './imageCodec.ts'
import { cancelled } from './pace.ts'
import { unpackedBlob } from './pictureBlob.ts'
import { namesIn, numberOf, targetText } from './target.ts'

const thumbnailSide = 96
const perClass = 6
/** Over all classes; with very many, one each. */
const inAll = 240
const sampleLength = 160
const passageLength = 300

interface Options {
  readonly codec: ImageCodec
  readonly signal: AbortSignal
}

/** Rejects with `cancelled` soon after the signal. A picture that cannot be decoded gets no thumbnail. */
export async function summariseDataset(dataset: Dataset, options: Options): Promise<DatasetSummary> {
  const {
    task,
    choices,
    name,
    fingerprint,
    columns,
    close,
    table,
    encoding,
    skipped,
    passedOver = 0,
    namedSplits,
    warnings,
    examples,
  } = dataset
  const kind = examples[0]?.target.kind
  const answered = kind !== 'class' && kind !== 'text' ? await answeredExamples(dataset, options) : null
  return {
    task,
    ...(choices && { choices }),
    name,
    fingerprint,
    examples: examples.length,
    traits: await dataTraits(dataset, options),
    classes: await classSummaries(dataset, options),
    ...(kind === 'number' && { numbers: numbersOf(examples.map(numberOf)) }),
    ...(answered && { answered }),
    passages: kind === 'text' ? passagesOf(examples) : [],
    columns,
    ...(close && { close }),
    ...(table && { table }),
    ...(encoding && { encoding }),
    skipped,
    ...(passedOver > 0 && { passedOver }),
    namedSplits,
    warnings,
  }
}

async function classSummaries(dataset: Dataset, { codec, signal }: Options): Promise<ClassSummary[]> {
  const members = membersOf(dataset)
  const wanted = Math.min(perClass, Math.max(1, Math.floor(inAll / dataset.classes.length)))
  const classes: ClassSummary[] = []
  for (const [label, name] of dataset.classes.entries()) {
    const { count = 0, trainable = 0, first = [] } = members[label] ?? {}
    const shown = first.slice(0, wanted)
    const thumbnails = await thumbnailsOf(shown, codec, signal)
    classes.push({ name, count, trainable, thumbnails, samples: samplesOf(shown) })
  }
  return classes
}

interface Members {
  count: number
  trainable: number
  readonly first: Example[]
}

/** By class: how many there are, and the first of them. */
function membersOf({ examples, classes }: Dataset): readonly Members[] {
  const members = classes.map((): Members => ({ count: 0, trainable: 0, first: [] }))
  for (const example of examples)
    for (const name of namesIn(example.target)) {
      const of = members[name]
      if (!of) continue
      of.count++
      if (example.split === null || example.split === 'train') of.trainable++
      if (of.first.length < perClass) of.first.push(example)
    }
  return members
}

async function thumbnailsOf(examples: readonly Example[], codec: ImageCodec, signal: AbortSignal): Promise<Blob[]> {
  const made = examples.map(async ({ content }) => {
    if (signal.aborted) throw cancelled()
    return content.kind === 'image' ? [await codec.thumbnail(await unpackedBlob(content.blob), thumbnailSide)] : []
  })
  const settled = await Promise.allSettled(made)
  if (signal.aborted) throw cancelled()
  return settled.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
}

function samplesOf(examples: readonly Example[]): string[] {
  return examples.flatMap(({ content }) => {
    const text = textOf(content)
    return text === null ? [] : [displayText(text, sampleLength)]
  })
}

async function answeredExamples({ examples, classes }: Dataset, options: Options): Promise<AnsweredExample[]> {
  const shown = examples.slice(0, perClass)
  const answered: AnsweredExample[] = []
  for (const example of shown) {
    const [thumbnail = null] = await thumbnailsOf([example], options.codec, options.signal)
    const [text = ''] = samplesOf([example])
    const tagged = taggedWords(example, classes)
    answered.push({
      ...{ text, thumbnail, answer: displayText(targetText(example.target, classes), sampleLength) },
      ...(tagged && { tagged }),
    })
  }
  return answered
}

const shownWords = 60

function taggedWords({ content, target }: Example, classes: readonly string[]): AnsweredExample['tagged'] | null {
  if (content.kind !== 'words' || target.kind !== 'tags') return null
  const tags = target.tags.slice(0, shownWords).map((tag) => classes[tag] ?? '')
  return { words: content.words.slice(0, shownWords), tags }
}

const numberBins = 20

function numbersOf(values: readonly number[]): NumberSummary {
  const sorted = values.toSorted((a, b) => a - b)
  const [minimum, maximum] = [sorted[0] ?? 0, sorted.at(-1) ?? 0]
  const bins = new Array<number>(numberBins).fill(0)
  const width = (maximum - minimum) / numberBins
  for (const value of values) {
    const bin = width > 0 ? Math.min(numberBins - 1, Math.floor((value - minimum) / width)) : 0
    bins[bin] = (bins[bin] ?? 0) + 1
  }
  return {
    minimum,
    maximum,
    mean: values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length),
    median: medianOf(sorted),
    bins,
  }
}

/** With their line breaks; where there is a prompt it comes first, on lines of its own. */
function passagesOf(examples: readonly Example[]): string[] {
  return examples.slice(0, perClass).flatMap(({ content }) => {
    if (content.kind !== 'text' && content.kind !== 'turns') return []
    const prompt = content.kind === 'text' ? content.prompt : ''
    const whole = prompt === '' ? (textOf(content) ?? '') : `${prompt}\n${textOf(content)}`
    const lines = [...whole.slice(0, 2 * passageLength + 2)].slice(0, passageLength).join('')
    return [lines.replace(/[^\P{Cc}\n]/gu, ' ') + (lines.length < whole.length ? '…' : '')]
  })
}
