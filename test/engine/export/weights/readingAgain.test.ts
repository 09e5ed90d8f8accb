/** What of the table of exports needs no Python: files that say how a text is read, and the studio's own reading of them. */
import { beforeAll, describe, expect, test } from 'vitest'
import { exportFiles } from '../../../../src/engine/export/weights/exportWeights.ts'
import { disposeTuned, importTuned } from '../../../../src/engine/inference/tunedModel.ts'
import { openModel } from '../../../../src/engine/models/openModel.ts'
import { readModelFiles } from '../../../../src/engine/weights/modelFiles.ts'
import { tokenLimitOf } from '../../../../src/engine/weights/tokenLimit.ts'
import type { ExportedFile } from '../../../../src/shared/domain/files.ts'
import { type ExportCase, pageAnswers, tunedCase } from '../../../reference/exportCases.ts'
import { exportNetwork } from '../../../reference/exportNetworks.ts'
import { startBackend } from '../../../support/backends.ts'

beforeAll(() => startBackend('cpu'))

async function exported(each: ExportCase) {
  const { model, text } = await exportNetwork(each.network).open()
  const tuned = await tunedCase(each, model, text)
  const [files, answers] = [await exportFiles(tuned), await pageAnswers(tuned)]
  disposeTuned(tuned)
  return { files, answers }
}

const named = (files: readonly ExportedFile[]) => files.map(({ name, blob }) => ({ path: `zip/${name}`, file: blob }))
const jsonOf = async (files: readonly ExportedFile[], name: string) =>
  JSON.parse((await files.find((file) => file.name === name)?.blob.text()) ?? 'null')

const cases: readonly ExportCase[] = [
  { network: 'bert', task: 'text-classification', method: 'full' },
  { network: 'bert-mean', task: 'text-classification', method: 'lora' },
  { network: 'bert-max', task: 'text-multi-label', method: 'full' },
  { network: 'distilbert-mean', task: 'text-regression', method: 'full' },
  { network: 'distilbert', task: 'text-pair-classification', method: 'full' },
  { network: 'gpt2', task: 'text-pair-classification', method: 'full' },
]

test.each(cases)('$network for $task answers again as before, texts over the limit included', async (each) => {
  const { files, answers } = await exported(each)
  const read = await readModelFiles(named(files))
  expect(read.warnings).toEqual([])
  const back = importTuned(read)
  expect(back.maxTokens).toBe(24)
  const again = await pageAnswers(back)
  disposeTuned(back)
  for (const [i, row] of answers.entries())
    for (const [j, value] of row.entries()) expect(again[i]?.[j]).toBeCloseTo(value, 5)
})

describe('a network that transformers’ classifier reads otherwise', () => {
  test.each([
    ['bert-mean', 'classifier_dropout', 'ThawBertForSequenceClassification', ['2_Dense']],
    ['bert-first', 'classifier_dropout', 'ThawBertForSequenceClassification', ['2_Dense']],
    ['distilbert-max', 'seq_classif_dropout', 'ThawDistilBertForSequenceClassification', ['2_Dense', '3_Dense']],
  ])('%s names the class that reads it, and lets no other be made', async (network, dropout, className, dense) => {
    const { files } = await exported({ network, task: 'text-classification', method: 'full' })
    expect(await jsonOf(files, 'config.json')).toMatchObject({
      architectures: [className],
      auto_map: { AutoModelForSequenceClassification: `modeling_thaw.${className}` },
      [dropout]: 2,
    })
    const program = await files.find(({ name }) => name === 'modeling_thaw.py')?.blob.text()
    expect(program).toContain(`class ${className}(`)
    const steps = (await jsonOf(files, 'modules.json')) as { path: string }[]
    expect(steps.map(({ path }) => path)).toEqual(['', '1_Pooling', ...dense])
    expect(await jsonOf(files, 'sentence_bert_config.json')).toMatchObject({ max_seq_length: 24 })
  })

  test('is a plain one again to who tunes it further, for marked words too', async () => {
    const { files } = await exported({ network: 'bert-mean', task: 'text-classification', method: 'full' })
    const around = { fetch, onProgress: () => {}, signal: new AbortController().signal, storeWarning: null }
    const store = undefined as never // files that are dropped are not kept
    const request = { kind: 'folder', files: named(files) } as const
    const { live } = await openModel(request, { ...around, store, siteBase: '/' })
    for (const trunk of [live.trunk, live.trunk.atTokens?.()]) {
      const config = trunk?.config(['one', 'two'])
      expect(config).not.toHaveProperty('auto_map')
      expect(config).not.toHaveProperty('classifier_dropout')
    }
    live.dispose()
  })
})

test('the limit stands in each file that a reader might heed', async () => {
  const { files } = await exported({ network: 'bert', task: 'text-classification', method: 'full' })
  expect(await jsonOf(files, 'config.json')).toMatchObject({ thaw_max_tokens: 24 })
  expect(await jsonOf(files, 'tokenizer_config.json')).toMatchObject({ model_max_length: 24 })
  expect(await jsonOf(files, 'tokenizer.json')).toMatchObject({ truncation: { max_length: 24 } })
  expect(await jsonOf(files, 'thaw_task.json')).toMatchObject({ maxTokens: 24 })
  expect(await files.find(({ name }) => name === 'README.md')?.blob.text()).toContain('cut at 24 tokens')
})

test.each([
  ['ours before all others', { config: { thaw_max_tokens: 24 }, sentenceConfig: { max_seq_length: 256 } }, 24],
  ['sentence-transformers’ before the tokenizer’s', { sentenceConfig: { max_seq_length: 256 } }, 256],
  ['the tokenizer’s settings', {}, 512],
  ['its truncation, where the settings say nothing', { tokenizerConfig: { model_max_length: 1e30 } }, 128],
  ['none', { tokenizerConfig: null, tokenizer: { truncation: null } }, null],
  ['none that is no limit', { tokenizerConfig: { model_max_length: '512' }, tokenizer: {} }, null],
])('of several limits, %s', (_, files, limit) => {
  const usual = { tokenizer: { truncation: { max_length: 128 } }, tokenizerConfig: { model_max_length: 512 } }
  expect(tokenLimitOf({ config: {}, ...usual, ...files })).toBe(limit)
})
