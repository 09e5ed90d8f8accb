/** What of a data set of the hub is read: a subset, splits, columns, and so many rows. */
import { CloudDownload } from 'lucide-react'
import { useState } from 'react'
import { type HubDataset, type HubDatasetCard, type HubSplit, usualHubRows } from '../../../shared/domain/hubDataset.ts'
import { actions } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Choices } from '../../ui/Choices.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { NumberField, SelectField } from '../../ui/Field.tsx'
import { countOf, formatBytes, formatCount } from '../../ui/format.ts'
import styles from './HubData.module.css'
import paste from './PasteText.module.css'

export interface HubExcerptProps {
  readonly card: HubDatasetCard
  /** The split that an address named. */
  readonly split: string | null
  /** What of it stands now. */
  readonly read: HubDataset | null
  readonly disabled: boolean
  readonly onSubset: (subset: string) => void
}

const mostRows = 500_000

export function HubExcerpt({ card, split, read, disabled, onSubset }: HubExcerptProps) {
  const { repository, subset, subsets } = card
  const [splits, setSplits] = useState(() => firstSplits(card, split, read))
  const [columns, setColumns] = useState(read?.columns.length ? read.columns : card.columns)
  const [rows, setRows] = useState(read?.rows ?? usualHubRows)
  const use = () => {
    const chosen = card.columns.filter((name) => columns.includes(name))
    const some = chosen.length < card.columns.length ? chosen : []
    const inOrder = namesOf(card.splits).filter((name) => splits.includes(name))
    void actions.readData({ kind: 'hub', repository, subset, splits: inOrder, columns: some, rows })
  }
  return (
    <div className={styles.excerpt} data-dataset={repository} data-subset={subset}>
      {subsets.length > 1 && (
        <SelectField
          label="Subset"
          help="Data sets may hold several tables under one name."
          name="subset"
          value={subset}
          disabled={disabled}
          options={subsets.map((name) => ({ value: name, label: name }))}
          onChange={onSubset}
        />
      )}
      <Choices
        kind="many"
        name="split"
        legend="Splits"
        choices={card.splits.map((one) => ({ value: one.name, label: one.name, note: sizeOf(one) }))}
        chosen={splits}
        disabled={disabled}
        onChoose={setSplits}
      />
      <NumberField
        label="Rows"
        help="How many rows are read of each split, from the first on. If the data is sorted, choose enough rows to meet every class."
        name="rows"
        value={rows}
        {...{ minimum: 1, maximum: mostRows, step: 1 }}
        disabled={disabled}
        onText={(typed) => {
          const wanted = Number(typed)
          if (!Number.isInteger(wanted) || wanted < 1 || wanted > mostRows)
            return `A whole number from 1 to ${formatCount(mostRows)}.`
          setRows(wanted)
          return null
        }}
      />
      <Disclosure
        label="Columns"
        note={columns.length === card.columns.length ? 'all' : `${columns.length} of ${card.columns.length}`}
        action="dataset-columns"
      >
        <Choices
          kind="many"
          name="column"
          legend="Columns that are fetched"
          choices={card.columns.map((name) => ({ value: name, label: name }))}
          chosen={columns}
          disabled={disabled}
          onChoose={setColumns}
        />
      </Disclosure>
      <div className={paste.foot}>
        <p role="status">
          {wordsOf(
            card.splits.filter(({ name }) => splits.includes(name)),
            rows,
          )}
        </p>
        <Button
          icon={CloudDownload}
          data-action="use-dataset"
          isDisabled={disabled || splits.length === 0 || columns.length === 0}
          onPress={use}
        >
          Use this data set
        </Button>
      </div>
    </div>
  )
}

/** The one that was named, else those that stand, else those that are called as parts of data are. */
function firstSplits({ splits }: HubDatasetCard, split: string | null, read: HubDataset | null): readonly string[] {
  const names = namesOf(splits)
  const standing = (read?.splits ?? []).filter((name) => names.includes(name))
  if (split !== null && names.includes(split)) return [split]
  return standing.length > 0 ? standing : namesOf(splits.filter(({ usual }) => usual))
}

function namesOf(splits: readonly HubSplit[]): readonly string[] {
  return splits.map(({ name }) => name)
}

function sizeOf({ files, rows, bytes }: HubSplit): string {
  const size = `${countOf(rows, 'row', 'rows')}, ${formatBytes(bytes)}`
  return files > 1 ? `${size} in the first of ${formatCount(files)} files` : size
}

function wordsOf(splits: readonly HubSplit[], rows: number): string {
  const cut = splits.filter((split) => split.files > 1 || split.rows > rows)
  if (splits.length === 0) return 'Choose a split.'
  if (cut.length === 0) return 'All rows are read.'
  return `The first ${countOf(rows, 'row', 'rows')} of ${namesOf(cut).join(', ')} ${cut.length === 1 ? 'is' : 'are'} read.`
}
