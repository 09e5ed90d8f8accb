/** metadata.json with Teachable Machine's fields, by which its library knows the classes and the side of its square. */
import { taskCard } from '../../../tasks/cards.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { licenceOf } from '../readmeParts.ts'
import { squareOf } from './layersOf.ts'

export interface TeachableMetadata {
  readonly tfjsVersion: string
  readonly packageName: string
  readonly packageVersion: string
  readonly timeStamp: string
  readonly modelName: string
  readonly labels: readonly string[]
  readonly imageSize: number
  /** What the library hands through, unread. */
  readonly userMetadata: Readonly<Record<string, unknown>>
}

/** Of the library that reads the files, and of the TensorFlow.js that it stands on. */
export const library = { name: '@teachablemachine/image', version: '0.8.5', tfjs: '1.3.1' } as const

export function metadataOf(tuned: TunedModel): TeachableMetadata {
  const { task, labels, base, method, constants, model } = tuned
  const { input } = model.trunk
  const licence = licenceOf(tuned)
  const { thresholds } = constants ?? {}
  const names = labels.length > 0 ? labels : Array.from({ length: taskCard(task).outputs(0) }, () => 'value')
  return {
    tfjsVersion: library.tfjs,
    packageName: library.name,
    packageVersion: library.version,
    timeStamp: new Date().toISOString(),
    modelName: `thaw-${task}`,
    labels: names,
    imageSize: input.kind === 'image' ? squareOf(input.preprocessing) : 0,
    userMetadata: {
      generatedBy: 'Thaw',
      task,
      ...(thresholds && { thresholds }),
      ...(method && { method: method.id }),
      ...(base && { baseModel: base.revision ? `${base.id}@${base.revision}` : base.id }),
      ...(licence && { baseLicense: licence }),
    },
  }
}
