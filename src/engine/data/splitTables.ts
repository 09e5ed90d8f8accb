/**
 * Tables that say which part of the data a picture belongs to, and nothing of what it shows: CelebA's list_eval_partition
 * with 0, 1 and 2, or a file of "train", "val" and "test" beside names.
 */
import type { SplitName } from '../../shared/domain/data.ts'
import type { PictureTable } from './pictureTables.ts'
import { splitOf } from './splitNames.ts'

const partitions: ReadonlyMap<string, SplitName> = new Map([
  ['0', 'train'],
  ['1', 'validation'],
  ['2', 'test'],
])

/** The split of each picture by its path; null where the table says something else, or more. */
export function splitsOfTable({ source, columns, file, rows }: PictureTable): ReadonlyMap<string, SplitName> | null {
  const [column, ...more] = columns.filter((name) => name !== file)
  if (column === undefined || more.length > 0) return null
  const cells = [...rows].map(([path, row]) => [path, (row.get(column) ?? '').trim()] as const)
  const numbered =
    /partition|split/i.test(`${source.name} ${column}`) && cells.every(([, cell]) => partitions.has(cell))
  const found = cells.flatMap(([path, cell]) => {
    const split = numbered ? partitions.get(cell) : splitOf(cell)
    return split ? [[path, split] as const] : []
  })
  const splits = new Map(found)
  return found.length === cells.length && new Set(splits.values()).size > 1 ? splits : null
}
