/** Text files to examples, by the reading that fits them best. */
import type { TaskId } from '../../tasks/ids.ts'
import { type Labelled, withoutLoneSplit } from './labelled.ts'
import type { Pace } from './pace.ts'
import { choiceOf, type TextFile, type TextFilesReading } from './reading.ts'

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
  const best = fits.filter((fit) => fit.task === task).toSorted((a, b) => b.likelihood - a.likelihood)[0]
  const made = (await best?.examples(pace)) ?? { examples: [], skipped: [], warnings: [] }
  return { task, choices, ...made, examples: withoutLoneSplit(made.examples), columns: null }
}
