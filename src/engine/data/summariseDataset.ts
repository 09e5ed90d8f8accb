/** What the page shows of a dataset: counts, and a few small pictures or beginnings of texts of each class. */
import type { ClassSummary, DatasetSummary } from '../../shared/domain/data.ts'
import type { Dataset, Example } from './dataset.ts'
import { displayText } from './displayText.ts'
import { groupBy } from './groupBy.ts'
import type { ImageCodec } from './imageCodec.ts'
import { cancelled } from './pace.ts'

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
  const { task, name, fingerprint, columns, skipped, namedSplits, warnings, examples } = dataset
  return {
    task,
    name,
    fingerprint,
    examples: examples.length,
    classes: await classSummaries(dataset, options),
    passages: task === 'text-generation' ? passagesOf(examples) : [],
    columns,
    skipped,
    namedSplits,
    warnings,
  }
}

async function classSummaries(dataset: Dataset, { codec, signal }: Options): Promise<ClassSummary[]> {
  const byLabel = groupBy(dataset.examples, (example) => example.label)
  const wanted = Math.min(perClass, Math.max(1, Math.floor(inAll / dataset.classes.length)))
  const classes: ClassSummary[] = []
  for (const [label, name] of dataset.classes.entries()) {
    const members = byLabel.get(label) ?? []
    const shown = members.slice(0, wanted)
    const thumbnails = await thumbnailsOf(shown, codec, signal)
    const trainable = members.filter(({ split }) => split === null || split === 'train').length
    classes.push({ name, count: members.length, trainable, thumbnails, samples: samplesOf(shown) })
  }
  return classes
}

async function thumbnailsOf(examples: readonly Example[], codec: ImageCodec, signal: AbortSignal): Promise<Blob[]> {
  const made = examples.map(async ({ content }) => {
    if (signal.aborted) throw cancelled()
    return content.kind === 'image' ? [await codec.thumbnail(content.blob, thumbnailSide)] : []
  })
  const settled = await Promise.allSettled(made)
  if (signal.aborted) throw cancelled()
  return settled.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
}

function samplesOf(examples: readonly Example[]): string[] {
  return examples.flatMap(({ content }) => (content.kind === 'text' ? [displayText(content.text, sampleLength)] : []))
}

/** With their line breaks; where there is a prompt it comes first, on lines of its own. */
function passagesOf(examples: readonly Example[]): string[] {
  return examples.slice(0, perClass).flatMap(({ content }) => {
    if (content.kind !== 'text') return []
    const whole = content.prompt === '' ? content.text : `${content.prompt}\n${content.text}`
    const lines = [...whole.slice(0, 2 * passageLength + 2)].slice(0, passageLength).join('')
    return [lines.replace(/[^\P{Cc}\n]/gu, ' ') + (lines.length < whole.length ? '…' : '')]
  })
}
