/** How the files are written, as it was found out, and the ways to say otherwise: what is read changes at once. */
import { type EncodingId, encodingIds, encodings } from '../../../shared/catalog/encodings.ts'
import { separatorIds, separators } from '../../../shared/catalog/separators.ts'
import type { Columns, EncodingRead, SheetsRead, TableDialect } from '../../../shared/domain/data.ts'
import { withFileEncoding } from '../../../shared/recipe/fileEncodings.ts'
import type { StudioState } from '../../store/state.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { type Option, SelectField } from '../../ui/Field.tsx'
import { countOf } from '../../ui/format.ts'
import styles from './ColumnChoice.module.css'
import { writtenOtherwise } from './chosenColumns.ts'

const selectAsked = ({ recipe }: StudioState) => recipe.columns

export interface WrittenFormProps {
  readonly encoding?: EncodingRead | undefined
  readonly dialect?: TableDialect | undefined
  readonly sheets?: SheetsRead | undefined
  readonly locked: boolean
}

export function WrittenForm({ encoding, dialect, sheets, locked }: WrittenFormProps) {
  const asked = useStudio(selectAsked)
  const choose = (change: Partial<Columns>) => void actions.setColumns(writtenOtherwise(asked, change))
  return (
    <Disclosure
      label="How it is written"
      note={[sheets && `sheet “${sheets.read}”`, encoding && encodings[encoding.read].title, ...dialectWords(dialect)]
        .filter(Boolean)
        .join(', ')}
      action="show-written"
      open={sheets !== undefined || (encoding !== undefined && (encoding.likely.length > 1 || encoding.named))}
    >
      <div className={styles.columns}>
        {sheets && (
          <SelectField
            label="Sheet"
            help="The sheet of the workbook that is read."
            name="sheet"
            value={sheets.read}
            disabled={locked}
            options={sheets.names.map((sheet) => ({ value: sheet, label: sheet }))}
            onChange={(sheet) => choose({ sheet })}
          />
        )}
        {encoding && (
          <SelectField
            label={encoding.files ? 'Encoding of all files' : 'Encoding'}
            help="How the bytes of the file stand for letters. If letters look wrong, try another."
            name="encoding"
            value={encoding.read}
            disabled={locked}
            options={encodingOptions(encoding.likely)}
            // What is said of all holds for all.
            onChange={(id) => choose({ encoding: id, encodings: [] })}
          />
        )}
        {encoding?.files && (
          <FileEncodings
            files={encoding.files}
            locked={locked}
            onChoose={(path, id) => choose({ encodings: withFileEncoding(asked.encodings ?? [], path, id) })}
          />
        )}
        {dialect && <DialectFields dialect={dialect} locked={locked} onChoose={choose} />}
      </div>
    </Disclosure>
  )
}

interface FilesProps {
  readonly files: NonNullable<EncodingRead['files']>
  readonly locked: boolean
  readonly onChoose: (path: string, id: EncodingId) => void
}

/** One of several files may be written otherwise than the rest. */
function FileEncodings({ files, locked, onChoose }: FilesProps) {
  return files.map(({ path, read, likely }) => (
    <SelectField
      key={path}
      label={`Encoding of ${path}`}
      name={`encoding ${path}`}
      value={read}
      disabled={locked}
      options={encodingOptions(likely)}
      onChange={(id) => {
        const chosen = encodingIds.find((each) => each === id)
        if (chosen) onChoose(path, chosen)
      }}
    />
  ))
}

function dialectWords(dialect: TableDialect | undefined): readonly string[] {
  if (!dialect) return []
  const { separator, header, linesAbove } = dialect
  const names = header ? `names of columns in line ${linesAbove + 1}` : 'no names of columns'
  return [separators[separator].title.toLowerCase(), names]
}

/** Those that fit the bytes come first. */
export function encodingOptions(likely: readonly EncodingId[]): readonly Option[] {
  const option = (group: string) => (id: EncodingId) => ({
    value: id,
    label: `${encodings[id].title}: ${encodings[id].use}`,
    group,
  })
  return [
    ...likely.map(option(likely.length > 1 ? 'These fit the letters best' : 'This fits the letters')),
    ...encodingIds.filter((id) => !likely.includes(id)).map(option('All others')),
  ]
}

export const separatorOptions: readonly Option[] = separatorIds.map((id) => ({
  value: id,
  label: separators[id].title,
}))

/** A preamble is short; where it is not, the file is better mended. */
const mostLinesAbove = 30

interface DialectProps {
  readonly dialect: TableDialect
  readonly locked: boolean
  readonly onChoose: (change: Partial<Columns>) => void
}

function DialectFields({ dialect: { separator, header, linesAbove }, locked, onChoose }: DialectProps) {
  const lines = Array.from({ length: Math.max(mostLinesAbove, linesAbove) + 1 }, (_, count) => count)
  return (
    <>
      <SelectField
        label="Cells are separated by"
        name="separator"
        value={separator}
        disabled={locked}
        options={separatorOptions}
        onChange={(id) => onChoose({ separator: id })}
      />
      <SelectField
        label="Names of columns"
        help="Whether the first line that is read names the columns, or is an example itself."
        name="header"
        value={header ? 'yes' : 'no'}
        disabled={locked}
        options={[
          { value: 'yes', label: 'In the first line' },
          { value: 'no', label: 'There are none' },
        ]}
        onChange={(value) => onChoose({ header: value === 'yes' ? 'yes' : 'no' })}
      />
      <SelectField
        label="Lines left out above"
        help="Lines at the beginning that do not belong to the table, such as a title."
        name="linesAbove"
        value={String(linesAbove)}
        disabled={locked}
        options={lines.map((count) => ({
          value: String(count),
          label: count === 0 ? 'None' : countOf(count, 'line', 'lines'),
        }))}
        onChange={(count) => onChoose({ linesAbove: Number(count) })}
      />
    </>
  )
}
