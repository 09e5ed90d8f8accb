/** The head that most classifiers have: one linear layer, at the place where the published files keep theirs. */
import type { Tensor2D } from '@tensorflow/tfjs-core'
import { linearSpecs, type Naming } from '../nn/parameters.ts'
import type { Classifier } from './trunk.ts'

export function linearClassifier(naming: Naming, site: string, features: number): Classifier {
  return {
    parameters: (classes) => linearSpecs(naming, site, features, classes),
    forward: (f, x) => f.linear(site, x) as Tensor2D,
  }
}

/** The class names as Hugging Face configurations hold them. */
export function labelMaps(labels: readonly string[]) {
  return {
    id2label: Object.fromEntries(labels.map((label, index) => [String(index), label])),
    label2id: Object.fromEntries(labels.map((label, index) => [label, index])),
    num_labels: labels.length,
  }
}
