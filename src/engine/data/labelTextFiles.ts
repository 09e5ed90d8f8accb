/**
 * Text files to examples: in folders that name two classes or more, each file is one example; otherwise every file is
 * cut into passages, in the files' order by name.
 */
import { folderLabels } from './folderLabels.ts'
import { inGroups } from './inGroups.ts'
import { type Labelled, type LabelledExample, withoutLoneSplit } from './labelled.ts'
import type { Pace } from './pace.ts'
import { cutPassages, type PassageSize, passageSizes, withoutNotices } from './passages.ts'
import { textMaker } from './textContent.ts'

export interface TextFile {
  readonly path: string
  readonly folders: readonly string[]
  /** As `cleanText` gives it. */
  readonly text: string
}

export async function labelTextFiles(files: readonly TextFile[], pace: Pace): Promise<Labelled> {
  const places = folderLabels(files.map(({ folders }) => folders))
  const classes = new Set(places.flatMap(({ label }) => (label === null ? [] : [label.normalize('NFC').trim()])))
  return classes.size > 1 ? classified(files, places, pace) : continued(files, pace)
}

async function classified(
  files: readonly TextFile[],
  places: ReturnType<typeof folderLabels>,
  pace: Pace,
): Promise<Labelled> {
  const maker = textMaker()
  const placed = files.map(({ path, text }, i) => {
    const { label = null, split = null } = places[i] ?? {}
    return { path, text, labelText: label?.normalize('NFC').trim() ?? '', split }
  })
  const examples = await inGroups(
    placed.filter(({ labelText }) => labelText !== ''),
    pace,
    async ({ text, ...example }): Promise<LabelledExample> => ({ ...example, ...(await maker.make('', text)) }),
  )
  const reason = 'It lies in no class folder. Put it into a folder named after its class.'
  return {
    task: 'text-classification',
    examples: withoutLoneSplit(examples),
    skipped: placed.filter(({ labelText }) => labelText === '').map(({ path }) => ({ path, reason })),
    warnings: maker.warnings(),
    columns: null,
  }
}

async function continued(files: readonly TextFile[], pace: Pace): Promise<Labelled> {
  const ordered = files.toSorted((a, b) => byName.compare(a.path, b.path) || Number(a.path > b.path))
  const maker = textMaker()
  const passages = cutAll(ordered).flatMap(({ title, passages }) =>
    passages.map((text, i) => ({ text, path: `${title}, passage ${i + 1}` })),
  )
  const examples = await inGroups(passages, pace, async ({ text, path }): Promise<LabelledExample> => {
    const made = await maker.make('', text)
    return { path, labelText: '', split: null, ...made }
  })
  return { task: 'text-generation', examples, skipped: [], warnings: maker.warnings(), columns: null }
}

/** "chapter 2" before "chapter 10". */
const byName = new Intl.Collator('en', { numeric: true })

/** Enough for one passage in each of training, validation and test. */
const fewest = 3

/** Every file's passages, made smaller only where there would be too few to divide. */
function cutAll(files: readonly TextFile[]): { readonly title: string; readonly passages: readonly string[] }[] {
  const cut = (size: PassageSize) =>
    files.map(({ path, text }) => ({
      title: files.length === 1 ? (path.split('/').at(-1) ?? path) : path,
      passages: cutPassages(withoutNotices(text), size),
    }))
  let made: ReturnType<typeof cut> = []
  for (const size of passageSizes) {
    made = cut(size)
    if (made.reduce((sum, { passages }) => sum + passages.length, 0) >= fewest) return made
  }
  return made
}
