/** Text files to examples, by the reading that fits them best; others that are about as likely are told with what they give. */
import type { CloseReadings, OtherReading, PreviewRow } from '../../shared/domain/data.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { TaskId } from '../../tasks/ids.ts'
import { closeBy, previewRow, previewRows } from './closeReadings.ts'
import type { Labelled, LabelledExample } from './labelled.ts'
import type { Pace } from './pace.ts'
import { choiceOf, type TextFile, type TextFilesFit, type TextFilesReading } from './reading.ts'

export interface TextFileOptions {
  readonly task?: TaskId
  readonly readings: { readonly texts: readonly TextFilesReading[] }
  readonly pace: Pace
}

export async function labelTextFiles(
  files: readonly TextFile[],
  { task: wanted, readings, pace }: TextFileOptions,
): Promise<Labelled> {
  const fits = readings.texts.flatMap((reading) => reading.fits(files))
  const choices = choiceOf(fits, wanted)
  const [task = null] = choices
  const best = bestOf(fits, task)
  const made = (await best?.examples(pace)) ?? { examples: [], skipped: [], warnings: [] }
  const close = best && wanted === undefined ? await closeTo(best, fits, { examples: made.examples, pace }) : null
  const offered = close ? [...new Set([...choices, ...close.others.flatMap(({ ask }) => ask.task ?? [])])] : choices
  return {
    task,
    choices: offered,
    ...made,
    columns: null,
    ...(close && { close }),
  }
}

function bestOf(fits: readonly TextFilesFit[], task: TaskId | null): TextFilesFit | undefined {
  return fits.filter((fit) => fit.task === task).toSorted((a, b) => b.likelihood - a.likelihood)[0]
}

interface Made {
  readonly examples: readonly LabelledExample[]
  readonly pace: Pace
}

/** Null where the reading that was taken stands alone. */
async function closeTo(
  taken: TextFilesFit,
  fits: readonly TextFilesFit[],
  { examples, pace }: Made,
): Promise<CloseReadings | null> {
  const near = fits.filter(({ task, likelihood }) => task !== taken.task && taken.likelihood - likelihood < closeBy)
  const others: OtherReading[] = []
  for (const task of new Set(near.map((fit) => fit.task))) {
    const read = (await bestOf(near, task)?.examples(pace))?.examples ?? []
    const name = taskCard(task).title
    if (read.length > 0) others.push({ about: 'task', name, ask: { task }, why: null, preview: previewOf(read) })
  }
  return others.length > 0 ? { preview: previewOf(examples), others } : null
}

function previewOf(examples: readonly LabelledExample[]): readonly PreviewRow[] {
  return examples.slice(0, previewRows).map(previewRow)
}
