import { useState } from 'react'
import { actions } from '../../store/studio.ts'
import { TextField } from '../../ui/Field.tsx'
import { TextBox } from '../../ui/TextBox.tsx'
import styles from './RunTable.module.css'
import type { RunRow } from './runRows.ts'
import { tagsOf } from './runWords.ts'

/** Tags and a note, taken when the person leaves the field. */
export function RunNotes({ row }: { readonly row: RunRow }) {
  const { id } = row
  const [tags, setTags] = useState(row.tags.join(', '))
  const [note, setNote] = useState(row.note)
  const takeTags = () => {
    const next = tagsOf(tags)
    if (next.join(',') !== row.tags.join(',')) void actions.runs.describe(id, { tags: next })
  }
  const takeNote = () => {
    const next = note.trim()
    if (next !== row.note) void actions.runs.describe(id, { note: next })
  }
  return (
    <div className={styles.notes}>
      <fieldset onBlur={takeTags}>
        <TextField
          label="Tags"
          help="Words to find the run by, separated by commas."
          name="tags"
          value={tags}
          placeholder="baseline, more data"
          onText={(text) => {
            setTags(text)
            return null
          }}
        />
      </fieldset>
      <fieldset onBlur={takeNote}>
        <TextBox label="Note" name="note" rows={2} value={note} onText={setNote} onEnter={takeNote} />
      </fieldset>
    </div>
  )
}
