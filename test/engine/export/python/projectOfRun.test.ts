// Where a Python project finds the weights that its run began with.
import { expect, test } from 'vitest'
import { projectOf } from '../../../../src/engine/export/python/projectOfRun.ts'
import type { OpenModel } from '../../../../src/engine/models/openModel.ts'
import { makeCase } from '../../../reference/pythonCases.ts'
import { startBackend } from '../../../support/backends.ts'

const none = { repository: null, revision: null }

test.each<[string, OpenModel['request'], object]>([
  ['the hub’s, by name and revision', { kind: 'reference', text: 'a/b@v1' }, { repository: 'a/b', revision: 'v1' }],
  [
    'the hub’s, from the gallery',
    { kind: 'catalog', id: 'openai-community/gpt2' },
    { repository: 'openai-community/gpt2' },
  ],
  ['the site’s own, which it brings along', { kind: 'catalog', id: 'thaw-text' }, none],
  ['a folder’s, which it brings along', { kind: 'folder', files: [] }, none],
])('they are %s', async (_, request, where) => {
  await startBackend('cpu')
  const {
    model: live,
    text,
    ...run
  } = await makeCase({
    name: 'sorting',
    network: 'bert',
    task: 'text-classification',
    method: 'lora',
  })
  try {
    const model = { live, text, request } as OpenModel
    const files = await projectOf({ ...run, model })
    const plan = JSON.parse((await files.find(({ name }) => name === 'plan.json')?.blob.text()) ?? '')
    expect(plan.model).toMatchObject(where)
    expect(files.some(({ name }) => name === 'model/model.safetensors')).toBe(where === none)
  } finally {
    live.dispose()
  }
})

test('without a run of the loaded model there is none', async () => {
  await expect(projectOf(null)).rejects.toMatchObject({ code: 'export-refused' })
})
