import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import type { Dataset } from '../../../src/engine/data/dataset.ts'
import { exportFiles } from '../../../src/engine/export/weights/exportWeights.ts'
import { continueText } from '../../../src/engine/inference/continueText.ts'
import { disposeTuned, importTuned, networkOf } from '../../../src/engine/inference/tunedModel.ts'
import type { LiveModel } from '../../../src/engine/models/liveModel.ts'
import { runRecipe } from '../../../src/engine/run/runRecipe.ts'
import { runControl } from '../../../src/engine/train/runControl.ts'
import { readModelFiles } from '../../../src/engine/weights/modelFiles.ts'
import { methodCards, methodRefusal } from '../../../src/methods/cards.ts'
import type { MethodId } from '../../../src/methods/ids.ts'
import { say } from '../../../src/shared/messages/say.ts'
import type { FieldValue } from '../../../src/shared/recipe/field.ts'
import { buildRecipe, defaultFields, type Recipe } from '../../../src/shared/recipe/recipe.ts'
import type { EngineEvent } from '../../../src/shared/wire/events.ts'
import { startBackend } from '../../support/backends.ts'
import { inWords } from '../../support/inWords.ts'
import { predict } from '../../support/predict.ts'
import { labelledTexts, passages, tinyBert, tinyGpt2, tinyText } from '../../support/tinyText.ts'

interface Case {
  readonly name: string
  readonly data: Dataset
  readonly model: () => LiveModel
}
const sortsWithBert: Case = { name: 'BERT sorts texts', data: labelledTexts(20), model: tinyBert }
const sortsWithGpt: Case = { name: 'GPT-2 sorts texts', data: labelledTexts(20), model: tinyGpt2 }
const continues: Case = { name: 'GPT-2 continues texts', data: passages(24), model: tinyGpt2 }
const cases = [sortsWithBert, sortsWithGpt, continues]
const runs = cases.flatMap((each) =>
  methodCards
    .map((card) => card.id)
    .filter((method) => methodRefusal(method, each.data.task) === null)
    .map((method) => ({ ...each, method })),
)

function recipeOf({ data }: Case, method: MethodId, changes: Record<string, FieldValue> = {}): Recipe {
  const identity = {
    task: data.task,
    model: { id: 'tiny', revision: '1' },
    data: { name: data.name, fingerprint: data.fingerprint },
    backend: 'wasm' as const,
  }
  return buildRecipe(identity, {
    ...defaultFields(method, data.task),
    // The same for all, whatever a method's own are.
    'optimiser.epsilon': 1e-8,
    'optimiser.unitFeatures': false,
    epochs: 4,
    batch: 8,
    'earlyStopping.patience': 0,
    'optimiser.learningRate': 0.01,
    'method.tokens': 2,
    thaw: 2, // of a GPT-2 the topmost block is only the final norm
    'optimiser.trunkRate': 1,
    'sample.tokens': 10,
    'regularisation.dropout': 0,
    ...changes,
  })
}

const never = new AbortController().signal

async function run(
  { data, model: make }: Case,
  recipe: Recipe,
  signal = never,
  onEvent: (event: EngineEvent) => unknown = () => {},
  text = tinyText(),
) {
  const model = make()
  const events: EngineEvent[] = []
  try {
    const { result, tuned } = await runRecipe({
      runId: 'run',
      recipe,
      dataset: data,
      model,
      text,
      codec: nodeCodec,
      backend: { backend: 'wasm', adapter: 'test' },
      emit(event) {
        events.push(event)
        onEvent(event)
      },
      control: runControl(),
      from: null,
      sink: null,
      signal,
    })
    const losses = events.flatMap((event) => (event.type === 'steps' ? event.steps.map((step) => step.loss) : []))
    return { result, tuned, events, losses }
  } finally {
    model.dispose()
  }
}

describe.each(runs)('$name with $method', (each) => {
  test('it learns, and leaves no tensor behind', async () => {
    await startBackend('wasm')
    const before = tf.memory().numTensors
    const { result, tuned, events } = await run(each, recipeOf(each, each.method, { epochs: 8 }))
    const share = few.includes(each.method) ? 1 : 0.95
    expect(result.epochs.at(-1)?.trainLoss).toBeLessThan(share * (result.epochs[0]?.trainLoss ?? 0))
    const counts = events.flatMap((event) => (event.type === 'epoch' ? [event.memory.tensors] : []))
    // Blocks that join bring their own moments.
    const settled = each.method === 'gradual' ? counts.slice(4) : counts
    expect(new Set(settled).size).toBe(1)
    disposeTuned(tuned)
    expect(tf.memory().numTensors).toBe(before)
  })

  test('the feature cache changes no loss, whatever the lengths in a batch', async () => {
    await startBackend('wasm')
    const losses = async (cache: boolean) => {
      const outcome = await run(each, recipeOf(each, each.method, { cache }))
      disposeTuned(outcome.tuned)
      return outcome.losses
    }
    const [cached, computed] = [await losses(true), await losses(false)]
    expect(cached.length).toBeGreaterThan(5)
    // Kept features are halves, each within 2⁻¹¹ of its value, which training carries on and does not heap up.
    cached.forEach((loss, index) => {
      expect(Math.abs(loss - (computed[index] as number))).toBeLessThan(1e-3)
    })
  })

  test('exported and read back in, it answers alike', async () => {
    await startBackend('wasm')
    const before = tf.memory().numTensors
    const { tuned } = await run(each, recipeOf(each, each.method))
    if (tuned.adapter && !tuned.adapter.attachment.merge) {
      await expect(exportFiles(tuned)).rejects.toThrow('cannot be merged into the model’s weights')
      disposeTuned(tuned)
      expect(tf.memory().numTensors).toBe(before)
      return
    }
    const files = (await exportFiles(tuned)).map(({ name, blob }) => ({ path: name, file: blob }))
    const brought = importTuned(await readModelFiles(files))
    expect(brought.task).toBe(each.data.task)
    const ask = async (model: typeof tuned) => {
      if (model.task !== 'text-generation')
        return (await predict(model, { kind: 'text', text: 'the loud dog sleeps' }, nodeCodec)).classes.map(
          ({ name, probability }) => `${name} ${probability.toFixed(4)}`,
        )
      return (await continueText(networkOf(model), tinyText(), { ...asked, onText: () => {} })).text
    }
    expect(await ask(brought)).toEqual(await ask(tuned))
    disposeTuned(tuned)
    disposeTuned(brought)
    expect(tf.memory().numTensors).toBe(before)
  })
})

/** So few numbers that a network without knowledge hardly learns by them. */
const few: readonly MethodId[] = ['bitfit', 'norm', 'ia3', 'adapter', 'prompt', 'prefix']

const asked = {
  settings: { prompt: 'the dog', tokens: 20, temperature: 1, topK: 0, topP: 1 },
  seed: 3,
  stopped: () => false,
}

test('sorting reports accuracy, and how many texts were cut', async () => {
  await startBackend('wasm')
  const { result, tuned } = await run(sortsWithBert, recipeOf(sortsWithBert, 'full', { epochs: 12, maxTokens: 4 }))
  disposeTuned(tuned)
  expect(inWords(result.warnings).join(' ')).toMatch(/^\d+ of 60 texts were cut at 4 tokens\.$/)
  expect(result.epochs[0]).toMatchObject({ validationPerplexity: null })
  const whole = await run(sortsWithBert, recipeOf(sortsWithBert, 'full', { epochs: 12 }))
  disposeTuned(whole.tuned)
  expect(whole.result.test).toMatchObject({ kind: 'classification', accuracy: 1 })
})

test('of a dataset that is capped only what the run takes is turned into tokens, and counted', async () => {
  await startBackend('wasm')
  let encoded = 0
  const text = tinyText()
  const encode: typeof text.tokenizer.encode = (given, options) => {
    encoded++
    return text.tokenizer.encode(given, options)
  }
  const counting = { ...text, tokenizer: { ...text.tokenizer, encode } }
  const recipe = recipeOf(sortsWithBert, 'full', { epochs: 1, maxTrain: 6, maxTokens: 4 })
  const { result, tuned } = await run(sortsWithBert, recipe, never, () => {}, counting)
  disposeTuned(tuned)
  const { train, validation, test: held, examples } = result.counts
  expect([train, examples]).toEqual([6, 60])
  expect(encoded).toBe(train + validation + held)
  expect(inWords(result.warnings).join()).toContain(` of ${encoded} texts were cut`)
})

test('continuing reports perplexity before and after, bits per byte, and samples of each epoch', async () => {
  await startBackend('wasm')
  const { result, tuned, events } = await run(continues, recipeOf(continues, 'full', { epochs: 6 }))
  disposeTuned(tuned)
  const { test: outcome, before, samples } = result
  if (outcome.kind !== 'generation' || !before || !samples) throw new Error('expected a test of texts')
  // An untrained network is about as good as chance over eighteen tokens.
  expect(before.validationPerplexity).toBeGreaterThan(15)
  expect(outcome.perplexity).toBeLessThan(0.5 * outcome.before.perplexity)
  expect(outcome.perplexity).toBeCloseTo(Math.exp(outcome.loss), 6)
  const passages = outcome.passages ?? []
  const total = (of: 'loss' | 'before' | 'tokens' | 'bytes') => passages.reduce((sum, each) => sum + each[of], 0)
  expect(passages).toHaveLength(result.counts.test)
  expect(total('tokens')).toBe(outcome.n)
  expect(total('loss') / outcome.n).toBeCloseTo(outcome.loss, 10)
  expect(total('before') / outcome.n).toBeCloseTo(outcome.before.loss, 10)
  expect(total('loss') / Math.LN2 / total('bytes')).toBeCloseTo(outcome.bitsPerByte, 10)
  expect(result.epochs.at(-1)?.validationAccuracy).toBeNull()
  const told = events.flatMap((event) => (event.type === 'sample' ? [event.epoch] : []))
  expect(told).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(samples.prompt.startsWith('the ')).toBe(true)
  expect(samples.after).not.toBe(samples.before)
})

test('a head alone cannot continue texts, and the recipe says why', () => {
  expect(() => recipeOf(continues, 'head')).toThrow(/no separate head to train/)
})

test('pictures are not given to a network that reads texts', async () => {
  await startBackend('wasm')
  const recipe = { ...recipeOf(sortsWithBert, 'full'), task: 'image-classification' as const }
  await expect(run(sortsWithBert, recipe)).rejects.toThrow(/recipe is for image-classification/)
})

test('wherever a run is cancelled, no tensor is left', async () => {
  await startBackend('wasm')
  const before = tf.memory().numTensors
  const recipe = recipeOf(continues, 'full', { epochs: 1, batch: 2 })
  const left: number[] = []
  for (let checks = 0; checks < 20; checks++) {
    let checked = 0
    const throwIfAborted = () => {
      if (checked++ === checks) throw new Error('called off')
    }
    await expect(run(continues, recipe, { aborted: false, throwIfAborted } as AbortSignal)).rejects.toThrow(
      'called off',
    )
    left.push(tf.memory().numTensors - before)
  }
  expect(left).toEqual(left.map(() => 0))
})

test('texts of a single word each are refused: there would be nothing to predict, and no fault to be seen', async () => {
  await startBackend('wasm')
  const before = tf.memory().numTensors
  const short = passages(9)
  const examples = short.examples.map((example, n) => {
    const text = n === 0 ? 'the cat purrs' : 'cat'
    return { ...example, content: { kind: 'text', prompt: '', text } as const }
  })
  const data = { ...short, examples }
  await expect(run({ ...continues, data }, recipeOf(continues, 'full'))).rejects.toThrow(
    /^The texts are too short to continue: only [01] windows? for training, [01] for/,
  )
  expect(tf.memory().numTensors).toBe(before)
})

test('where a text has no spaces, the prompt is its first letters and not all of it', async () => {
  await startBackend('wasm')
  const spaced = passages(9)
  const examples = spaced.examples.map((example) => ({
    ...example,
    content: { kind: 'text', prompt: '', text: 'cat,'.repeat(50) } as const,
  }))
  const { result, tuned } = await run(
    { ...continues, data: { ...spaced, examples } },
    recipeOf(continues, 'full', { epochs: 1 }),
  )
  disposeTuned(tuned)
  expect(result.samples?.prompt).toBe('cat,'.repeat(15))
})

test('of a long prompt only the end is decoded again with each token', async () => {
  await startBackend('wasm')
  const model = tinyGpt2()
  const text = tinyText()
  const lengths: number[] = []
  const decode: typeof text.tokenizer.decode = (ids, options) => {
    lengths.push(ids.length)
    return text.tokenizer.decode(ids, options)
  }
  const prompt = 'the cat purrs and then sleeps '.repeat(100)
  const settings = { ...asked.settings, prompt }
  const written = await continueText(
    model,
    { ...text, tokenizer: { ...text.tokenizer, decode, endId: null } },
    { ...asked, settings, onText: () => {} },
  )
  model.dispose()
  expect(written.tokens).toBe(20)
  expect(written.text).toMatch(/^ \w/)
  expect(Math.max(...lengths)).toBeLessThan(60)
})

test('a run can be called off while frozen features are computed', async () => {
  await startBackend('wasm')
  const stop = new AbortController()
  const big = { ...sortsWithBert, data: labelledTexts(400) }
  const recipe = recipeOf(big, 'head', { batch: 1, epochs: 1 })
  const counts: number[] = []
  const heard = (event: EngineEvent) => {
    if (event.type !== 'progress' || say(event.stage) !== 'Computing frozen features') return
    // As a message from the page would: at the next turn of the event loop.
    if (counts.push(event.done) === 1) setTimeout(() => stop.abort(), 0)
  }
  await expect(run(big, recipe, stop.signal, heard)).rejects.toThrow()
  expect(counts.length).toBeGreaterThan(0)
  expect(counts.at(-1)).toBeLessThan(600)
})

test('a thaw line above all places of a method is told, or refused where there is no head to train', async () => {
  await startBackend('wasm')
  // The topmost block of a GPT-2 is its final norm, which attends to nothing.
  const recipe = (each: Case) => recipeOf(each, 'prefix', { thaw: 1, epochs: 1 })
  const { result, tuned } = await run(sortsWithGpt, recipe(sortsWithGpt))
  disposeTuned(tuned)
  expect(inWords(result.warnings)).toContain(
    'The method had nothing to train in the thawed blocks, so only the head was trained.',
  )
  await expect(run(continues, recipe(continues))).rejects.toThrow('nothing to train')
})

test('what was forgotten is told: nothing by a head, a little by a pair, more by the whole', async () => {
  await startBackend('wasm')
  const forgottenBy = async (each: Case, method: MethodId) => {
    const { result, tuned } = await run(each, recipeOf(each, method, { epochs: 3 }))
    disposeTuned(tuned)
    return result.forgetting
  }
  expect(await forgottenBy(sortsWithBert, 'head')).toEqual({ drift: 0, probe: 0, before: null, after: null })
  const little = await forgottenBy(sortsWithBert, 'bitfit')
  const much = await forgottenBy(sortsWithBert, 'full')
  expect(little?.drift).toBeGreaterThan(1e-6)
  expect(much?.drift).toBeGreaterThan(2 * (little?.drift ?? 1))
  expect(much).toMatchObject({ probe: 9, before: null, after: null })
  const model = tinyGpt2()
  const continued = await forgottenBy(continues, 'lora')
  // Of a network that was never trained, both are about the logarithm of its vocabulary.
  expect(
    Math.abs((continued?.before ?? 0) - Math.log(model.trunk.input.kind === 'text' ? model.trunk.input.vocabulary : 0)),
  ).toBeLessThan(0.3)
  expect(continued?.after).not.toBe(continued?.before)
  model.dispose()
})
