/** What the page shows of a dataset: counts, and a few small pictures of each class. */
import type { DatasetSummary } from '../../shared/protocol.ts'
import type { ImageCodec } from '../prepare/image.ts'
import type { Dataset, Example } from './dataset.ts'
import { groupBy } from './groupBy.ts'
import { cancelled } from './pace.ts'

const thumbnailSide = 96
const perClass = 6
/** Over all classes; with very many, one each. */
const inAll = 240

/** Rejects with `cancelled` soon after the signal. A picture that cannot be decoded gets no thumbnail. */
export async function summariseDataset(
  dataset: Dataset,
  { codec, signal }: { codec: ImageCodec; signal: AbortSignal },
): Promise<DatasetSummary> {
  const { name, fingerprint, skipped, namedSplits, warnings, examples } = dataset
  const byLabel = groupBy(examples, (example) => example.label)
  const wanted = Math.min(perClass, Math.max(1, Math.floor(inAll / dataset.classes.length)))
  const classes = []
  for (const [label, className] of dataset.classes.entries()) {
    const members = byLabel.get(label) ?? []
    const thumbnails = await thumbnailsOf(members.slice(0, wanted), codec, signal)
    classes.push({ name: className, count: members.length, thumbnails })
  }
  return { name, fingerprint, examples: examples.length, classes, skipped, namedSplits, warnings }
}

async function thumbnailsOf(examples: readonly Example[], codec: ImageCodec, signal: AbortSignal): Promise<Blob[]> {
  const made = examples.map(async ({ blob }) => {
    if (signal.aborted) throw cancelled()
    return codec.thumbnail(blob, thumbnailSide)
  })
  const settled = await Promise.allSettled(made)
  if (signal.aborted) throw cancelled()
  return settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
}
