/** What is marked in a row of a table, as people read it: entities with their words, in place of positions and tags. */
import type { MarkedWords } from '../../../shared/domain/tableRows.ts'
import { isMessage } from '../../../shared/messages/message.ts'
import { entitySpans } from '../../../shared/metrics/entitySpans.ts'
import { tagSetOf } from '../../../shared/metrics/tagSet.ts'
import type { TextTable } from '../table.ts'
import { settleTags } from './settleTags.ts'
import { taggedForm, taggedWords } from './taggedRecords.ts'

const looked = 50

/** Null for a row that marks nothing one could read, and for all rows of a table that tags no words. */
export function markedRows({ names, rows }: TextTable): (cells: readonly string[]) => MarkedWords | null {
  const fieldsOf = (cells: readonly string[]) =>
    Object.fromEntries(names.map((name, column) => [name, cells[column] ?? '']))
  const form = taggedForm(rows.slice(0, looked).map(({ cells }) => fieldsOf(cells)))
  if (!form) return () => null
  return (cells) => {
    const read = taggedWords(fieldsOf(cells), form)
    // Numbers get their names from all rows together, so that one row alone does not tell what they mark.
    if (isMessage(read) || read.tags.every((tag) => /^\d+$/.test(tag))) return null
    const { sentences, names: tags } = settleTags([read])
    const set = tagSetOf(tags)
    const places = (sentences[0]?.tags ?? []).map((tag) => set.names.indexOf(tag))
    const marks = entitySpans(places, set, 'strict').map(({ type, start, end }) => ({
      start,
      end,
      label: set.types[type] ?? '',
    }))
    return { words: read.words, marks }
  }
}
