/**
 * COCO's annotations as a table: a row a picture, with the names of its categories, or its caption. Where a thing lies
 * in the picture is not read. https://cocodataset.org/#format-data
 */
import { skippedRows } from './skippedRows.ts'
import type { TextTable } from './table.ts'

/** Null where the text is no such file. */
export function cocoTable(title: string, text: string): TextTable | null {
  if (!text.includes('"images"') || !text.includes('"annotations"')) return null
  const file = fieldsOf(parsed(text))
  const [images, annotations] = [listOf(file.images), listOf(file.annotations)]
  if (images.length === 0 || annotations.length === 0) return null
  const names = new Map(listOf(file.categories).map(({ id, name }) => [String(id), String(name ?? id)]))
  const said = new Map<string, Set<string>>()
  for (const annotation of annotations) {
    const label = labelOf(annotation, names)
    if (label === null) continue
    const image = String(annotation.image_id)
    said.set(image, (said.get(image) ?? new Set()).add(label))
  }
  const several = [...said.values()].some((labels) => labels.size > 1)
  const captions = annotations.every(({ caption }) => typeof caption === 'string')
  const cellOf = (labels: readonly string[]) => (several ? JSON.stringify(labels) : (labels[0] ?? ''))
  return {
    title,
    names: ['file_name', captions ? 'caption' : several ? 'labels' : 'label'],
    rows: images.flatMap(({ id, file_name }, at) => {
      if (typeof file_name !== 'string') return []
      return [{ row: at + 1, cells: [file_name, cellOf([...(said.get(String(id)) ?? [])].sort())] }]
    }),
    skipped: skippedRows(title),
  }
}

type Fields = Readonly<Record<string, unknown>>

function labelOf({ category_id, caption }: Fields, names: ReadonlyMap<string, string>): string | null {
  if (typeof caption === 'string') return caption
  return category_id === undefined ? null : (names.get(String(category_id)) ?? String(category_id))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : []
}
