/** Drawn examples. What a row is of follows from its class, so that there is something to learn. */
import type { Trunk } from '../../../src/engine/models/trunk.ts'
import type { Random } from '../../../src/shared/random.ts'
import type { Job } from './job.ts'
import { conversationTokens, featureWidth, passageTokens, textTokens, vocabulary } from './shapes.ts'

export interface Examples {
  readonly count: number
  readonly labels: readonly number[]
  readonly classes: number
  /** Token ids; a passage has one more than the network reads. Empty where there are pictures or features. */
  readonly texts: readonly Int32Array[]
  /** [size, size, 3] bytes each. */
  readonly pictures: readonly Uint8Array[]
  /** [1024] each. */
  readonly features: readonly Float32Array[]
}

const featureClasses = 10
const otherClasses = 4

export function drawExamples({ network, batch, batches, heldOut = 0 }: Job, trunk: Trunk, random: Random): Examples {
  const count = batch * batches + heldOut
  const classes = network === 'features-1024' ? featureClasses : otherClasses
  const labels = Array.from({ length: count }, () => random.below(classes))
  const none = { count, labels, classes, texts: [], pictures: [], features: [] }
  if (network === 'features-1024') return { ...none, features: drawFeatures(labels, random) }
  if (trunk.input.kind === 'image')
    return { ...none, pictures: drawPictures(labels, trunk.input.preprocessing.size, random) }
  const passage = network === 'smollm2-135m' ? conversationTokens : passageTokens
  const tokens = trunk.nextToken ? passage + 1 : textTokens
  return { ...none, texts: labels.map((label) => drawText(label, tokens, random)) }
}

/** Half of the tokens are of the class's own hundred. */
export function drawText(label: number, tokens: number, random: Random): Int32Array {
  const own = () => 100 * (label + 1) + random.below(100)
  return Int32Array.from({ length: tokens }, () => (random.next() < 1 / 2 ? own() : random.below(vocabulary)))
}

function drawFeatures(labels: readonly number[], random: Random): Float32Array[] {
  return labels.map((label) =>
    Float32Array.from({ length: featureWidth }, (_, at) =>
      Math.max(0, random.normal() + (at % featureClasses === label ? 0.3 : 0)),
    ),
  )
}

/** Noise with the class's own tint. */
function drawPictures(labels: readonly number[], size: number, random: Random): Uint8Array[] {
  return labels.map((label) => {
    const picture = new Uint8Array(size * size * 3)
    for (let at = 0; at < picture.length; at++) picture[at] = random.below(160) + (at % 3 === label % 3 ? 60 : 0)
    return picture
  })
}
