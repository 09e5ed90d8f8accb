import { beforeAll, expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import type { Example } from '../../../src/engine/data/dataset.ts'
import { tagsOf } from '../../../src/engine/data/target.ts'
import { runWeightsOf, tunedFromRunWeights } from '../../../src/engine/inference/runWeights.ts'
import { disposeTuned } from '../../../src/engine/inference/tunedModel.ts'
import type { MethodId } from '../../../src/methods/ids.ts'
import { entitySpans } from '../../../src/shared/metrics/entitySpans.ts'
import { tagSetOf } from '../../../src/shared/metrics/tagSet.ts'
import { markWords } from '../../../src/tasks/token-classification/engine.ts'
import { isWatched } from '../../../src/tasks/watched.ts'
import { startBackend } from '../../support/backends.ts'
import { type SmallTask, smallRecipe, smallRun } from '../../support/smallRuns.ts'
import { taggedSentences } from '../../support/taggedSentences.ts'
import { tinyBert, tinyGpt2, tinyText } from '../../support/tinyText.ts'

const sentences: SmallTask = { data: taggedSentences(40), model: tinyBert }
const ask = { kind: 'text', text: 'The dog, and soft purrs again!' } as const

beforeAll(() => startBackend('wasm'))

test('a run learns to mark words, is tested on whole entities, and its weights answer alike when they come back', async () => {
  const recipe = smallRecipe(sentences, 'full', { epochs: 6, thaw: 3 })
  const { result } = await smallRun(sentences, recipe, {
    inspect: async (tuned, model) => {
      const said = await markWords.predict(tuned, { kind: 'text', text: 'the dog and soft purrs again' }, nodeCodec)
      expect(said).toMatchObject({
        kind: 'tags',
        text: 'the dog and soft purrs again',
        entities: [
          { label: 'ANIMAL', start: 4, end: 7 },
          { label: 'SOUND', start: 12, end: 22 },
        ],
      })
      const again = await tunedFromRunWeights(await runWeightsOf(tuned), { model, text: tinyText(), recipe })
      const same = await markWords.predict(again, ask, nodeCodec)
      expect(entitiesOf(same)).toEqual(entitiesOf(await markWords.predict(tuned, ask, nodeCodec)))
      disposeTuned(again)
    },
  })
  const { test, epochs } = result
  if (test.kind !== 'tokens') throw new Error('another kind of test')
  expect(test.entityF1).toBe(1)
  expect(test.perType.map(({ name, f1 }) => [name, f1])).toEqual([
    ['ANIMAL', 1],
    ['SOUND', 1],
  ])
  expect(epochs.at(-1)?.validationScores?.entityF1).toBe(1)
  expect(test.baseline).toBeLessThan(0.8)
})

test.each<MethodId>(['head', 'lora', 'prompt', 'prefix'])('%s marks words too', async (method) => {
  const recipe = smallRecipe(sentences, method, { epochs: 2 })
  const { result, losses } = await smallRun(sentences, recipe)
  expect(result.test.kind).toBe('tokens')
  expect(losses.at(-1)).toBeLessThan(losses[0] as number)
})

test('a network that reads from left to right marks words with a layer of its own', async () => {
  const left: SmallTask = { ...sentences, model: tinyGpt2 }
  const { weights, result } = await smallRun(left, smallRecipe(left, 'full', { epochs: 6, thaw: 4 }))
  if (result.test.kind !== 'tokens') throw new Error('another kind of test')
  expect(result.test.entityF1).toBeGreaterThan(0.8)
  expect(Object.keys(weights)).toEqual(expect.arrayContaining(['classifier.weight', 'classifier.bias']))
})

test('the same few sentences, a type of entity in turn, are told of before the first step and after each epoch', async () => {
  const { events } = await smallRun(sentences, smallRecipe(sentences, 'full', { epochs: 6, thaw: 3 }))
  const watched = events.flatMap((event) => (event.type === 'watched' ? [event] : []))
  expect(watched.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3, 4, 5, 6])
  const set = tagSetOf(sentences.data.classes)
  const [before, last] = [watched[0], watched.at(-1)].map((told) => told?.examples.filter(isWatched('tags')) ?? [])
  expect(last?.map(({ example }) => example)).toEqual(before?.map(({ example }) => example))
  for (const { example, truth } of before ?? [])
    expect(truth).toEqual(tagsOf(sentences.data.examples[example] as Example))
  const types = new Set(before?.flatMap(({ truth }) => entitySpans(truth, set, 'strict').map(({ type }) => type)))
  expect(types.size).toBe(set.types.length)
  expect(before?.every(({ truth, predicted }) => truth.join() === predicted.join())).toBe(false)
  for (const { truth, predicted } of last ?? []) expect(predicted).toEqual(truth)
})

function entitiesOf(answer: Awaited<ReturnType<typeof markWords.predict>>) {
  return answer.kind === 'tags' ? answer.entities : null
}
