/** The page counts what a method trains before anything runs; here its counts are held to what the engine attaches. */
import { describe, expect, test } from 'vitest'
import { loadModel, trunkOf } from '../../../src/engine/models/liveModel.ts'
import { profileModel } from '../../../src/engine/models/profile.ts'
import { sizeOf } from '../../../src/engine/nn/parameters.ts'
import type { MethodOptions } from '../../../src/engine/tuning/method.ts'
import { methodRefusal } from '../../../src/methods/cards.ts'
import { methodEngines } from '../../../src/methods/engines.ts'
import type { MethodId } from '../../../src/methods/ids.ts'
import { methodCosts } from '../../../src/shared/catalog/methodCosts.ts'
import { startBackend } from '../../support/backends.ts'
import { readFixture } from '../../support/reference.ts'
import { modelFilesOf } from '../../support/referenceFixture.ts'
import { methodIds, optionsOf } from '../../support/tuningNetwork.ts'

const families = [
  'bert',
  'distilbert',
  'roberta',
  'modernbert',
  'gpt2',
  'gpt-neo',
  'vit',
  'dinov2',
  'mobilenet-v1',
  'mobilenet-v2',
] as const
const networks = [...families.map((family) => [family, family] as const), ['resnet-bottleneck', 'resnet'] as const]
const variants: readonly Partial<MethodOptions>[] = [
  {},
  { thaw: 2 },
  { targets: 'query-value', initialisation: 'pissa', placement: 'pfeiffer', depth: 'shallow' },
  { targets: 'attention', depth: 'deep' },
]

describe.each(networks)('on %s', (name, family) => {
  test('every method trains as many parameters, from the same block up, as the page says', async () => {
    await startBackend('cpu')
    const files = await modelFilesOf(readFixture(name))
    const trunk = trunkOf(files)
    const model = loadModel(trunk, files.weights)
    const blocks = await profileModel(model, 1)
    model.dispose()
    const task = trunk.input.kind === 'image' ? 'image-classification' : 'text-classification'
    const specs = new Map(trunk.blocks.flatMap((block) => block.parameters).map((spec) => [spec.name, spec]))
    const fitting = methodIds.filter((id: MethodId) => methodRefusal(id, task, family) === null)
    for (const id of fitting)
      for (const changed of variants) {
        const { thaw, ...method } = optionsOf(id, task, changed)
        const { line, trainables, added } = methodEngines[id].attach(trunk, { ...method, thaw })
        const own = trainables.reduce((total, key) => total + sizeOf(specs.get(key)?.shape ?? []), 0)
        const extra = added.filter(({ trained }) => trained).reduce((total, { shape }) => total + sizeOf(shape), 0)
        const told = methodCosts({ task, method, thaw }, blocks, 0)
        const label = `${id} ${JSON.stringify(changed)}`
        expect({ label, line: told.line, own: told.trainable - told.added, added: told.added }).toEqual({
          ...{ label, line, own, added: extra },
        })
      }
  })
})
