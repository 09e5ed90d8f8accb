import type { Sample } from '../../../shared/catalog/sample.ts'

/** "480 pictures in 8 classes"; "44 paragraphs" */
export function sampleSize({ task, examples, classes }: Sample): string {
  switch (task) {
    case 'image-classification':
      return `${examples} pictures in ${classes.length} classes`
    case 'text-classification':
      return `${examples} texts in ${classes.length} classes`
    case 'text-generation':
      return `${examples} paragraphs`
    default:
      return task satisfies never
  }
}
