/** A whole run on conversations, with a tiny network that has no chat template of its own. */
import { beforeAll, expect, test } from 'vitest'
import { exportAdapter } from '../../../src/engine/export/peft/exportAdapter.ts'
import type { ExportedFile } from '../../../src/shared/domain/files.ts'
import { startBackend } from '../../support/backends.ts'
import { inWords } from '../../support/inWords.ts'
import { answered, smallRecipe, smallRun } from '../../support/smallRuns.ts'

beforeAll(() => startBackend('cpu'))

test('answers are held to the true ones, and the adapter leaves with the template that it was trained by', async () => {
  const changes = { 'method.rank': 4, 'method.alpha': 8, 'optimiser.learningRate': 0.05, epochs: 4 }
  let files: readonly ExportedFile[] = []
  const { result, events } = await smallRun(answered, smallRecipe(answered, 'lora', changes), {
    inspect: async (tuned) => {
      files = (await exportAdapter(tuned)) ?? []
    },
  })
  const { test: tested, counts } = result
  if (tested.kind !== 'conversation') throw new Error(`expected a conversation, received ${tested.kind}`)
  const { test: after, before, asked } = tested.answers
  expect([after.n, before.n, asked.length]).toEqual([counts.test, counts.test, counts.test])
  expect(tested.loss).toBeLessThan(tested.before.loss)
  expect(inWords(result.warnings)).toContain(
    'The model has no chat template of its own, so a plain one is used: a line a turn, under “User” and “Assistant”.',
  )
  const stages = events.flatMap((event) => (event.type === 'progress' ? [event] : []))
  const asking = stages.filter(({ stage }) => inWords([stage])[0]?.startsWith('Asking the model'))
  // The test twice and validation once.
  expect(asking).toHaveLength(2 * counts.test + counts.validation)
  const read = async (name: string) => (await files.find((file) => file.name === name)?.blob.text()) ?? ''
  expect(JSON.parse(await read('tokenizer_config.json')).chat_template).toContain("'Assistant: '")
  const card = await read('README.md')
  expect(card).toContain('tokenizer = AutoTokenizer.from_pretrained(folder)')
  expect(card).toContain('tokenizer.apply_chat_template(turns')
  expect(card).toMatch(/- Trained on conversations of up to \d+ tokens/)
})
