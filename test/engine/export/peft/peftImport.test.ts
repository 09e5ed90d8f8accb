import { readdirSync, readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { type ImportedAdapter, importAdapter } from '../../../../src/engine/export/peft/importAdapter.ts'
import { readPeftAdapter } from '../../../../src/engine/export/peft/readPeftAdapter.ts'
import type { Trunk } from '../../../../src/engine/models/trunk.ts'
import type { ParameterSpec } from '../../../../src/engine/nn/parameters.ts'
import { writeSafetensors } from '../../../../src/engine/weights/safetensors.ts'
import { type StoredTensor, widen } from '../../../../src/engine/weights/tensorFile.ts'
import type { NamedFile } from '../../../../src/shared/domain/files.ts'
import { startBackend } from '../../../support/backends.ts'
import { type Peered, peeredGradients, peeredLogits, peeredLoss } from '../../../support/peftNetwork.ts'
import { fixturePath, readFixture, readTensors } from '../../../support/reference.ts'
import { openNetwork } from '../../../support/referenceNetwork.ts'
import { relativeError } from '../../../support/relativeError.ts'

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

describe('an adapter that does not fit is refused', () => {
  const onto = async (base: string, files: readonly NamedFile[]) => {
    const original = await openNetwork(readFixture(base))
    original.dispose()
    return importAdapter(files, original.trunk)
  }
  const refused = (message: RegExp) => ({ code: 'adapter-invalid', message: expect.stringMatching(message) })

  test('because it was trained on another network', async () => {
    await expect(onto('gpt2', adapterFiles('bert-lora'))).rejects.toMatchObject(
      refused(
        /bert\.encoder\.layer\.0\.attention\.self\.query\.lora_A\.weight" of shape \[3, 32\]; the model has no place for it/,
      ),
    )
    await expect(onto('resnet-basic', adapterFiles('bert-lora'))).rejects.toMatchObject(refused(/reads pictures/))
    await expect(onto('bert-old', adapterFiles('bert-prefix'))).rejects.toMatchObject(
      refused(/Expected "prompt_embeddings" of shape \[3, 192\] for this model, received \[3, 128\]/),
    )
    await expect(onto('bert-mean', adapterFiles('bert-rslora'))).rejects.toMatchObject(
      refused(/"bert\.pooler\.dense\.lora_A\.weight" of shape \[3, 32\]/),
    )
  })

  test('because its shapes are not those that its settings and the model ask for', async () => {
    const wider = adapterFiles('bert-lora', { 'adapter_config.json': changedConfig('bert-lora', { r: 4 }) })
    await expect(onto('bert', wider)).rejects.toMatchObject(
      refused(/query\.lora_A\.weight" of shape \[4, 32\] for this model, received \[3, 32\]/),
    )
    const longer = adapterFiles('gpt2-prompt', {
      'adapter_config.json': changedConfig('gpt2-prompt', { num_virtual_tokens: 5 }),
    })
    await expect(onto('gpt2', longer)).rejects.toMatchObject(refused(/\[5, 32\] for this model, received \[3, 32\]/))
  })

  test('because a tensor is missing, broken or not a number', async () => {
    const { tensors } = readTensors('peft/bert-dora/adapter_model.safetensors')
    const key = 'base_model.model.bert.encoder.layer.0.attention.self.query.lora_magnitude_vector'
    const without = [...tensors].filter(([name]) => name !== key)
    const files = (changed: [string, StoredTensor][]) =>
      adapterFiles('bert-dora', { 'adapter_model.safetensors': writeSafetensors(changed, {}) })
    await expect(onto('bert', files(without))).rejects.toMatchObject(
      refused(/query\.lora_magnitude_vector" of shape \[32\] for this model, received none/),
    )
    const values = widen(tensors.get(key) as StoredTensor)
    values[7] = Number.NaN
    const broken: StoredTensor = { dtype: 'F32', shape: [32], bytes: new Uint8Array(values.buffer) }
    await expect(onto('bert', files([...without, [key, broken]]))).rejects.toMatchObject(
      refused(/query\.lora_magnitude_vector" holds NaN or infinity/),
    )
  })

  test.each([
    ['a type that is not known', { peft_type: 'VERA' }, /peft_type "VERA" is not known/],
    ['no rank', { r: null }, /adapter_config\.json: r:/],
    [
      'ranks that its tensors do not have',
      { rank_pattern: { query: 9 } },
      /query\.lora_A\.weight" of shape \[9, \d+\]/,
    ],
    ['a start that changed the base', { init_lora_weights: 'pissa' }, /"pissa" changes the base model/],
    ['biases', { bias: 'all' }, /bias "all"/],
    ['tokens of its own', { trainable_token_indices: [4] }, /trainable_token_indices is not known/],
    ['another task', { task_type: 'QUESTION_ANS' }, /task_type "QUESTION_ANS"/],
  ])('because it has %s', async (_, change, message) => {
    const files = adapterFiles('bert-lora', { 'adapter_config.json': changedConfig('bert-lora', change) })
    await expect(onto('bert', files)).rejects.toMatchObject(refused(message))
  })

  test('because it comes as a pickle, or without its settings', async () => {
    const [config] = adapterFiles('bert-lora') as [NamedFile]
    const pickle = { path: 'adapter_model.bin', file: new Blob(['x']) }
    await expect(onto('bert', [config, pickle])).rejects.toMatchObject(refused(/pickle/))
    const other = { path: 'notes.txt', file: pickle.file }
    await expect(onto('bert', [other])).rejects.toMatchObject(refused(/no adapter_config\.json/))
  })
})

function changedConfig(name: string, change: Record<string, unknown>): string {
  const config = JSON.parse(readFileSync(fixturePath(`peft/${name}/adapter_config.json`), 'utf8')) as object
  return JSON.stringify({ ...config, ...change })
}

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
