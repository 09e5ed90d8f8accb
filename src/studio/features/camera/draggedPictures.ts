/** Pictures of the board that are dragged from one class to another, or files that come from outside. */
import type { DragEvent } from 'react'

const media = 'application/x-thaw-pictures'

export function dragPictures({ dataTransfer }: DragEvent, ids: ReadonlySet<string>): void {
  dataTransfer.effectAllowed = 'move'
  dataTransfer.setData(media, JSON.stringify([...ids]))
}

/** Whether something is dragged that a class can take. */
export function isTakable({ dataTransfer }: DragEvent): boolean {
  return dataTransfer.types.includes(media) || dataTransfer.types.includes('Files')
}

export type Dropped =
  | { readonly kind: 'pictures'; readonly ids: ReadonlySet<string> }
  | { readonly kind: 'files'; readonly files: readonly File[] }

export function droppedOn({ dataTransfer }: DragEvent): Dropped {
  const text = dataTransfer.getData(media)
  if (text === '') return { kind: 'files', files: [...dataTransfer.files] }
  const ids: unknown = JSON.parse(text)
  return { kind: 'pictures', ids: new Set(Array.isArray(ids) ? ids.map(String) : []) }
}
