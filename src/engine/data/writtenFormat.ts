/** What a file of rows is by what stands in it: JSON in a ".csv" or a ".txt", a table in a ".json". */
import { type FormatIdOf, formatsOf } from '../../shared/catalog/formats.ts'
import { isMostlyEven } from './readers/csvDialect.ts'
import type { BytesTableReader, TableReader } from './readers/reader.ts'
import { readers } from './readers/readers.ts'

/** The reader of a text that is named as a table; the name counts where nothing speaks against it. */
export function writtenReader(text: string, named: TableReader): TableReader {
  const recognised = textReaders().filter(({ recognises }) => recognises?.(text, true))
  const sure = recognised.findLast(({ unmistakable }) => unmistakable)
  if (sure && sure !== named) return sure
  return !named.recognises || recognised.includes(named) ? named : (recognised.at(-1) ?? named)
}

/** The reader of the table that text files are under another name, all of them; null where they are texts. */
export function tableReader(texts: readonly string[]): TableReader | null {
  // Words with tags between tabs are a table of texts, too: the more particular formats stand after the general.
  return textReaders().findLast(({ recognises }) => texts.every((text) => recognises?.(text, false))) ?? null
}

/** Whether a text that is named as a table by a loose ending is one, be it a damaged one, and no prose. */
export function isTableText(text: string): boolean {
  return textReaders().some(({ recognises }) => recognises?.(text, true)) || isMostlyEven(text)
}

function textReaders(): readonly TableReader[] {
  const all = formatsOf('table').map((id: FormatIdOf<'table'>): TableReader | BytesTableReader => readers[id])
  return all.filter((reader): reader is TableReader => !('readSource' in reader))
}
