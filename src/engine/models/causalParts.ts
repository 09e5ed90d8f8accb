/** What the networks that continue texts share, where they sort or tag them: their heads, and what config.json then says. */
import type * as tf from '@tensorflow/tfjs-core'
import { ThawError } from '../../shared/messages/errors.ts'
import { linearSpecs, type Naming } from '../nn/parameters.ts'
import type { Pooling } from '../weights/pooling.ts'
import { labelMaps, linearClassifier } from './linearClassifier.ts'
import { deviation } from './textParts.ts'
import type { Classifier, Trunk } from './trunk.ts'

/** A network as published, and what transformers calls it. */
interface Published {
  readonly config: { readonly pad_token_id?: number | null | undefined }
  readonly architectures: { readonly classes: string; readonly text: string }
}

/** A text's vector is its last token's: only that one has seen all others. */
export function refusePooling(pooling: Pooling | null): void {
  if (pooling !== null && pooling !== 'last')
    throw new ThawError('model-unsupported', 'poolingUnknown', { modes: [pooling] })
}

/** transformers' own for classes: a layer without a bias. */
export function scoreClassifier(naming: Naming, width: number): Classifier {
  return {
    parameters: (classes) => linearSpecs(naming, 'score', width, classes, { bias: false, deviation }),
    forward: (f, x) => f.linear('score', x, { bias: false }) as tf.Tensor2D,
  }
}

/** @param end what pads where the network names no padding: transformers finds a text's last token by what is none. */
export function causalConfig({ config, architectures }: Published, end: number | null): Trunk['config'] {
  return (labels) => ({
    ...config,
    architectures: [labels ? architectures.classes : architectures.text],
    ...(labels ? { ...labelMaps(labels), pad_token_id: config.pad_token_id ?? end } : {}),
  })
}

/** @param site of transformers' layer for tags, which has a bias. @param named its network. */
export function taggingTrunk(
  whole: Trunk,
  { config, architectures }: Published,
  { site, named }: { readonly site: string; readonly named: string },
): Trunk {
  return {
    ...whole,
    eachToken: true,
    classifier: linearClassifier(whole.naming, site, whole.featureSize),
    config: (labels) => ({
      ...config,
      architectures: [labels ? named : architectures.text],
      ...(labels ? labelMaps(labels) : {}),
    }),
  }
}
