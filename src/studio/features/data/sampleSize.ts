import type { Sample } from '../../../shared/catalog/sample.ts'
import { taskCard } from '../../../tasks/cards.ts'

/** "480 pictures in 8 classes"; "44 paragraphs" */
export function sampleSize({ task, examples, classes, unit }: Sample): string {
  const { example, words } = taskCard(task)
  const counted = `${examples.toLocaleString('en')} ${unit ?? example[1]}`
  return words.classes ? `${counted} in ${classes.length} ${words.classes[1]}` : counted
}
