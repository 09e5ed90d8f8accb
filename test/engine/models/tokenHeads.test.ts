/** A tag for each token over small trunks, held to transformers' own networks for it. */
import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { loadModel, trunkOf } from '../../../src/engine/models/liveModel.ts'
import { modelForTask } from '../../../src/engine/models/modelForTask.ts'
import { forwardBlocks } from '../../../src/engine/models/trunk.ts'
import { fromFileLayout, type ParameterSpec } from '../../../src/engine/nn/parameters.ts'
import { weightedForward } from '../../../src/engine/nn/weightedForward.ts'
import { startBackend } from '../../support/backends.ts'
import { readFixture } from '../../support/reference.ts'
import { modelFilesOf, referenceOf } from '../../support/referenceFixture.ts'
import { relativeError } from '../../support/relativeError.ts'

interface TokenHead {
  readonly architecture: string
  readonly weight: readonly number[]
  readonly bias: readonly number[]
  readonly shape: readonly [texts: number, tokens: number, tags: number]
  readonly logits: readonly number[]
}

const heads: Record<string, TokenHead> = JSON.parse(readFileSync('test/fixtures/reference/tokenHeads.json', 'utf8'))
const tags = ['B-LOC', 'I-LOC', 'O']

describe.each(['bert', 'distilbert', 'gpt2', 'gpt-neo', 'roberta', 'modernbert'] as const)('%s', (fixture) => {
  test('answers each token as the original', async () => {
    await startBackend('wasm')
    const folder = readFixture(fixture)
    const files = await modelFilesOf(folder)
    const whole = loadModel(trunkOf(files), files.weights)
    const { trunk, weight: own } = modelForTask(whole, 'token-classification')
    const { architecture, weight, bias, shape, logits } = heads[fixture] as TokenHead
    expect(trunk.config(tags)).toMatchObject({ architectures: [architecture], id2label: { 0: 'B-LOC', 2: 'O' } })
    // What makes one vector of a text is no part of it.
    expect(trunk.blocks.map(({ name }) => name)).not.toContain('bert.pooler')
    const valuesOf = ({ role }: ParameterSpec) => Float32Array.from(role === 'kernel' ? weight : bias)
    const specs = trunk.classifier.parameters(tags.length)
    expect(specs.map(({ name }) => name)).toEqual(['classifier.weight', 'classifier.bias'])
    const head = new Map(
      specs.map((spec) => [spec.name, tf.tensor(fromFileLayout(spec, valuesOf(spec)), [...spec.shape])]),
    )
    const reference = referenceOf(folder)
    const [texts, tokens] = shape
    const mask = tf.tensor2d(reference.integers('mask'), [texts, tokens])
    const f = weightedForward({
      ...{ naming: trunk.naming, normEpsilon: trunk.normEpsilon, training: false, mask },
      weight: (name) => head.get(name) ?? own(name),
    })
    const answer = tf.tidy(() => {
      const ids = tf.tensor2d(reference.integers('ids'), [texts, tokens], 'int32')
      const top = forwardBlocks(trunk, f, ids, 0, trunk.blocks.length)
      return trunk.classifier.forward(f, tf.reshape(top, [texts * tokens, trunk.featureSize]))
    })
    // What stands at padding is nobody's answer.
    const shown = [...(await mask.data())].flatMap((each) => tags.map(() => each))
    const kept = (values: ArrayLike<number>) => Float32Array.from(shown, (each, at) => each * (values[at] as number))
    expect(relativeError(kept(await answer.data()), kept(logits))).toBeLessThan(1e-5)
    tf.dispose([answer, mask, ...head.values()])
    whole.dispose()
  })
})
