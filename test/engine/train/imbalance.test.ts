/** Uneven classes with all defaults of the loss: label smoothing and class weights. */
import { expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import type { Dataset, Example } from '../../../src/engine/data/dataset.ts'
import { disposeTuned } from '../../../src/engine/inference/tunedModel.ts'
import { runRecipe } from '../../../src/engine/run/runRecipe.ts'
import { runControl } from '../../../src/engine/train/runControl.ts'
import type { SplitName } from '../../../src/shared/domain/data.ts'
import { seeded } from '../../../src/shared/random.ts'
import { buildRecipe, defaultFields } from '../../../src/shared/recipe/recipe.ts'
import { startBackend } from '../../support/backends.ts'
import { inWords } from '../../support/inWords.ts'
import { tinyBert, tinyText } from '../../support/tinyText.ts'

interface Part {
  /** The word that tells the class. */
  readonly word: string
  readonly label: number
  readonly count: number
  readonly split: SplitName
}

function uneven(classes: readonly string[], parts: readonly Part[]): Dataset {
  const random = seeded('uneven')
  const fill = ['the', 'loud', 'soft', 'and', 'then', 'again', 'sleeps']
  const examples = parts.flatMap(({ word, label, count, split }, part) =>
    Array.from({ length: count }, (_, index): Example => {
      const around = Array.from({ length: 3 + random.below(4) }, () => fill[random.below(fill.length)] as string)
      around.splice(random.below(around.length), 0, word)
      const content = { kind: 'text', prompt: '', text: around.join(' ') } as const
      return {
        path: `row ${part}/${index}`,
        target: { kind: 'class' as const, class: label },
        split,
        content,
        digest: `${part}-${index}`,
      }
    }),
  )
  const namedSplits: SplitName[] = ['train', 'validation', 'test']
  const facts = { columns: null, skipped: [], namedSplits, warnings: [] }
  return { task: 'text-classification', name: 'uneven', fingerprint: 'uneven', classes, examples, ...facts }
}

async function recallsOf(dataset: Dataset) {
  await startBackend('wasm')
  const identity = {
    task: dataset.task,
    model: { id: 'tiny', revision: '1' },
    data: { name: dataset.name, fingerprint: dataset.fingerprint },
    backend: 'wasm' as const,
  }
  const recipe = buildRecipe(identity, {
    ...defaultFields('full', dataset.task),
    epochs: 6,
    'earlyStopping.patience': 0,
    'optimiser.learningRate': 0.01,
    'optimiser.trunkRate': 1,
  })
  expect(recipe.regularisation).toMatchObject({ labelSmoothing: 0.05, classWeights: 'auto' })
  const model = tinyBert()
  const { result, tuned } = await runRecipe({
    ...{ runId: 'run', recipe, dataset, model, text: tinyText(), codec: nodeCodec },
    backend: { backend: 'wasm', adapter: 'test' },
    emit: () => {},
    control: runControl(),
    from: null,
    sink: null,
    signal: new AbortController().signal,
  })
  disposeTuned(tuned)
  model.dispose()
  return result
}

test('of separable texts at 60 to 1 both classes are recognised', async () => {
  const split = (split: SplitName, often: number, rare: number): Part[] => [
    { word: 'cat', label: 0, count: often, split },
    { word: 'dog', label: 1, count: rare, split },
  ]
  const data = uneven(
    ['cat', 'dog'],
    [...split('train', 360, 6), ...split('validation', 60, 5), ...split('test', 90, 15)],
  )
  const { test: outcome } = await recallsOf(data)
  if (!outcome || !('perClass' in outcome)) throw new Error('Expected a test of classes.')
  const recalls = outcome.perClass.map(({ recall }) => recall ?? 0)
  expect(recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length).toBeGreaterThan(0.95)
  expect(outcome.accuracy).toBeGreaterThan(0.95)
})

test('a class that only the test has is the answer to nothing', async () => {
  const pair = (split: SplitName, count: number): Part[] => [
    { word: 'cat', label: 1, count, split },
    { word: 'dog', label: 2, count, split },
  ]
  const unlabelled: Part = { word: 'cat', label: 0, count: 20, split: 'test' }
  const data = uneven(
    ['-1', 'cat', 'dog'],
    [...pair('train', 60), ...pair('validation', 10), ...pair('test', 20), unlabelled],
  )
  const { test: outcome, warnings } = await recallsOf(data)
  if (!outcome || !('perClass' in outcome)) throw new Error('Expected a test of classes.')
  expect(outcome.perClass.map(({ recall }) => recall)).toEqual([0, 1, 1])
  expect(inWords(warnings)).toContain('There is no text of "-1" to train on, so it will not be recognised.')
})
