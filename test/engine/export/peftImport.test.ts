import { readdirSync, readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { type ImportedAdapter, importAdapter } from '../../../src/engine/export/peft/importAdapter.ts'
import { readPeftAdapter } from '../../../src/engine/export/peft/readPeftAdapter.ts'
import type { Trunk } from '../../../src/engine/models/trunk.ts'
import type { ParameterSpec } from '../../../src/engine/nn/parameters.ts'
import { type StoredTensor, widen } from '../../../src/engine/weights/tensorFile.ts'
import type { NamedFile } from '../../../src/shared/protocol.ts'
import { startBackend } from '../../support/backends.ts'
import { type Peered, peeredGradients, peeredLogits, peeredLoss } from '../../support/peftNetwork.ts'
import { fixturePath, readFixture, readTensors } from '../../support/reference.ts'
import { openNetwork } from '../../support/referenceNetwork.ts'
import { relativeError } from '../../support/relativeError.ts'

type Tensors = ReadonlyMap<string, StoredTensor>

const names = readdirSync(fixturePath('peft')).filter((name) => name !== 'exported')
const baseOf = (name: string) => name.replace(/-[a-z0-9]+(-5)?$/, '')

beforeAll(() => startBackend('cpu'))

describe.each(names)('%s, made by peft', (name) => {
  test('answers with the logits, the loss and the gradients that torch has', async () => {
    const original = await openNetwork(readFixture(baseOf(name)))
    const imported = await importAdapter(adapterFiles(name), original.trunk)
    const { attachment, task } = imported
    const specs = specsOf(imported, original.trunk)
    const heads = imported.classes > 0 ? original.trunk.classifier.parameters(imported.classes) : []
    const all = new Map([...imported.values, ...imported.head])
    const tensor = (spec: ParameterSpec) => tf.tensor(all.get(spec.name) as Float32Array, [...spec.shape])
    const values = new Map([...specs, ...heads].map((spec) => [spec.name, tensor(spec)]))
    const peered: Peered = { original, task, attachment, values }
    const reference = readTensors(`peft/${name}/reference.safetensors`).tensors
    const logits = peeredLogits(peered)
    expect(logits.shape).toEqual(reference.get('logits')?.shape)
    expect(relativeError(await logits.data(), valuesAt(reference, 'logits'))).toBeLessThan(1e-4)
    const loss = tf.tidy(() => peeredLoss(peered))
    expect(Math.abs((await loss.data())[0] as number) / (valuesAt(reference, 'loss')[0] as number)).toBeCloseTo(1, 4)
    tf.dispose([logits, loss])
    // Read back by the same way that the values came, so that key and layout are proven with the sums.
    const wanted = gradientsOf(name, reference, original.trunk)
    const own = await peeredGradients(peered, [...specs, ...heads].filter(isLearned))
    expect([...wanted.keys()].sort()).toEqual([...own.keys()].sort())
    for (const [key, gradient] of own)
      expect(relativeError(gradient, wanted.get(key) as Float32Array), key).toBeLessThan(1e-3)
    tf.dispose([...values.values()])
    original.dispose()
  })
})

function adapterFiles(name: string, changed: Record<string, Uint8Array | string> = {}): NamedFile[] {
  const read = (file: string) => changed[file] ?? readFileSync(fixturePath(`peft/${name}/${file}`))
  return ['adapter_config.json', 'adapter_model.safetensors'].map((file) => ({
    path: `adapter/${file}`,
    file: new Blob([read(file) as Uint8Array<ArrayBuffer>]),
  }))
}

/** Everything that the adapter has values for: what the method adds, or the trunk's own norms. */
function specsOf({ attachment, values }: ImportedAdapter, trunk: Trunk): ParameterSpec[] {
  const own = trunk.blocks.flatMap((block) => block.parameters)
  return [...attachment.added, ...own].filter(({ name }) => values.has(name))
}

function gradientsOf(name: string, reference: Tensors, trunk: Trunk): Map<string, Float32Array> {
  const config: unknown = JSON.parse(readFileSync(fixturePath(`peft/${name}/adapter_config.json`), 'utf8'))
  const keys = [...reference].filter(([key]) => key.startsWith('grad.'))
  const tensors = new Map(keys.map(([key, tensor]) => [key.slice('grad.'.length), tensor]))
  const { values, head } = readPeftAdapter(config, tensors, trunk)
  return new Map([...values, ...head])
}

function valuesAt(tensors: Tensors, key: string): Float32Array {
  return widen(tensors.get(key) as StoredTensor)
}

function isLearned({ role }: ParameterSpec): boolean {
  return role !== 'mean' && role !== 'variance'
}
