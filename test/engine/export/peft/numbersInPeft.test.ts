/** An adapter for numbers: its head goes along, and what the head cannot hold is said. */
import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { exportAdapter } from '../../../../src/engine/export/peft/exportAdapter.ts'
import type { TunedModel } from '../../../../src/engine/inference/tunedModel.ts'
import type { TaskId } from '../../../../src/tasks/ids.ts'
import { startBackend } from '../../../support/backends.ts'
import { tunedFixture } from '../../../support/tunedFixture.ts'

async function filesOf(base: string, task: TaskId, changed: Partial<TunedModel> = {}): Promise<Map<string, string>> {
  await startBackend('cpu')
  const { tuned, dispose } = await tunedFixture({ base, method: 'lora', task: 'text-classification' })
  const specs = tuned.model.trunk.classifier.parameters(1)
  const head = new Map(specs.map(({ name, shape }) => [name, tf.zeros([...shape])]))
  const numbers = { task, labels: [], head, ...changed }
  const files = (await exportAdapter({ ...tuned, ...numbers })) ?? []
  tf.dispose([...head.values()])
  dispose()
  return new Map(await Promise.all(files.map(async ({ name, blob }) => [name, await blob.text()] as const)))
}

test('peft is told which modules are the head of a number, and the person what to add to its answers', async () => {
  const files = await filesOf('gpt2', 'text-regression', { constants: { shift: [12.5] } })
  expect(JSON.parse(files.get('adapter_config.json') ?? '')).toMatchObject({ modules_to_save: ['score'] })
  expect(files.get('README.md')).toContain('.logits[:, 0] + 12.5  # the head has no bias to hold it')
  expect(JSON.parse(files.get('thaw_task.json') ?? '')).toEqual({
    task: 'text-regression',
    maxTokens: 11,
    constants: { shift: [12.5] },
  })
  expect((await filesOf('bert', 'text-regression')).get('README.md')).not.toContain('no bias to hold it')
})

test('a number over the mean of the tokens is refused as classes are: transformers reads the pooler', async () => {
  const files = await filesOf('bert-mean', 'text-regression')
  expect([...files.keys()]).toContain('thaw_adapter.json')
  expect(files.get('README.md')).toContain('reads BERT’s pooler')
})

test('an adapter for pairs says so, because peft’s words for it are those of single texts', async () => {
  const { tuned, dispose } = await tunedFixture({ base: 'bert', method: 'lora', task: 'text-pair-classification' })
  const files = (await exportAdapter(tuned)) ?? []
  dispose()
  const said = files.find(({ name }) => name === 'thaw_task.json')
  expect(JSON.parse((await said?.blob.text()) ?? '')).toEqual({ task: 'text-pair-classification', maxTokens: 11 })
})
