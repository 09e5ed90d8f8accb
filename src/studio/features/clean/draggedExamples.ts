/** Examples of the list that are dragged onto a class. */
import type { DragEvent } from 'react'

const media = 'application/x-thaw-examples'

export function dragExamples({ dataTransfer }: DragEvent, examples: ReadonlySet<number>): void {
  dataTransfer.effectAllowed = 'move'
  dataTransfer.setData(media, JSON.stringify([...examples]))
}

export function isTakable({ dataTransfer }: DragEvent): boolean {
  return dataTransfer.types.includes(media)
}

export function droppedExamples({ dataTransfer }: DragEvent): readonly number[] {
  const dropped: unknown = JSON.parse(dataTransfer.getData(media) || '[]')
  return Array.isArray(dropped) ? dropped.map(Number).filter(Number.isInteger) : []
}
