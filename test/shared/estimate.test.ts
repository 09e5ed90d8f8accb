import { describe, expect, test } from 'vitest'
import type { MethodId } from '../../src/methods/ids.ts'
import type { PackingChoice } from '../../src/shared/catalog/packings.ts'
import type { BlockSummary } from '../../src/shared/domain/blocks.ts'
import { estimate, heapSpare } from '../../src/shared/estimate.ts'
import { defaultFields, type Recipe } from '../../src/shared/recipe/recipe.ts'

const block = (name: string, parameters: number, outputShape: number[]): BlockSummary => ({
  name,
  label: name,
  parameters,
  outputShape,
  forwardMs: 2,
  activationBytes: 1000,
  sites: [],
  biases: 0,
  norms: 0,
  attentionWidth: null,
})
const augment = { views: 0, flip: true, crop: 1, colour: 0 }
const settings = Object.entries(defaultFields('head')).filter(([key]) => key.startsWith('method.'))
const usual = Object.fromEntries(settings.map(([key, value]) => [key.slice(7), value])) as unknown as Recipe['method']
const method = (id: MethodId, own: Partial<Recipe['method']> = {}) => ({ ...usual, ...own, id })
const plain = { quantise: 'off', recompute: false } as const
const recipe = { method: method('head'), thaw: 0, epochs: 4, batch: 4, augment, cache: true, ...plain }

/** What is held, without what a heap takes beyond that. */
const held = (...given: Parameters<typeof estimate>) =>
  Math.round((10 * estimate(...given).memoryBytes) / heapSpare) / 10

/** Seconds that the steps of an epoch take beside their products: 4 ms for each batch of 4. */
const steps = (train: number, validation: number) => 0.004 * (train / 4 + validation / 4)

describe('of pictures', () => {
  const model = {
    blocks: [block('stem', 100, [8, 8, 4]), block('top', 200, [16])],
    parameters: 300,
    featureSize: 16,
    inputSize: 64,
  }
  const data = { classes: 3, train: 100, validation: 20, test: 30, tokens: 0 }

  test('a head alone trains its own weights, on features that are kept', () => {
    const figures = estimate(model, { ...recipe, task: 'image-classification' }, data)
    expect(figures).toMatchObject({ thawed: 0, trainable: 17 * 3, total: 300 + 51 })
    expect(figures.secondsPerEpoch).toBeCloseTo(steps(100, 20), 9)
    expect(figures.prepareSeconds).toBeCloseTo((150 * 4) / 1000, 9)
    // The frozen blocks take 64 pictures at once; the first holds the picture itself too.
    expect(held(model, { ...recipe, task: 'image-classification' }, data)).toBe(
      4 * 351 + 12 * 51 + 2 * 150 * 16 + 64 * (1000 + 4 * 64 * 64 * 3),
    )
  })
  test('what is frozen takes the bytes that it is packed to beside its file’s, and what learns stays in float32', () => {
    const head = { ...recipe, task: 'text-classification' as const }
    const large = { ...model, waitingBytes: 2 * model.parameters }
    const whole = estimate(large, head, data)
    const frozen = model.parameters - whole.blocks.reduce((sum, { own }) => sum + own, 0)
    expect(frozen).toBe(model.parameters)
    const saved = (quantise: PackingChoice) => held(large, head, data) - held(large, { ...head, quantise }, data)
    expect(saved('16bit')).toBe((2 - 2) * frozen)
    expect(saved('8bit')).toBe((3 - 2) * frozen)
    // The table of tokens is kept in 8 bits.
    const table = model.blocks[0]?.parameters ?? 0
    expect(saved('4bit')).toBe((2 - 4.5 / 8) * (frozen - table) + table)
    expect(saved('int4')).toBe((2 - 5 / 8) * (frozen - table) + table)
  })

  test('a model that is held in float32 is packed beside that, and takes more', () => {
    const head = { ...recipe, task: 'text-classification' as const }
    const bytes = (quantise: PackingChoice) => held(model, { ...head, quantise }, data)
    expect(bytes('8bit') - bytes('off')).toBe(model.parameters)
  })

  test('recomputed blocks keep what enters them and the largest block’s activations, and are run once more', () => {
    const whole = { ...recipe, method: method('full'), task: 'image-classification' as const }
    const plain = estimate(model, whole, data)
    const again = estimate(model, { ...whole, recompute: true }, data)
    const entering = 4 * (64 * 64 * 3 + 8 * 8 * 4)
    expect(held(model, { ...whole, recompute: true }, data) - held(model, whole, data)).toBe(
      4 * (1000 + entering - 2 * 1000),
    )
    expect(again.secondsPerEpoch - plain.secondsPerEpoch).toBeCloseTo((100 * (2 + 2)) / 1000, 9)
  })
  test('views multiply what is prepared of the training pictures', () => {
    const viewed = { ...recipe, augment: { ...augment, views: 4 }, task: 'image-classification' as const }
    expect(estimate(model, viewed, data).prepareSeconds).toBeCloseTo((450 * 4) / 1000, 9)
  })
})

describe('of texts', () => {
  const vocabulary = 500
  const model = {
    blocks: [block('embedding', (vocabulary + 128) * 16, [64, 16]), block('layer 1', 1000, [64, 16])],
    parameters: (vocabulary + 128) * 16 + 1000,
    featureSize: 16,
    inputSize: 128,
  }
  const data = { classes: 4, train: 100, validation: 20, test: 30, tokens: 64 }
  const top = { ...recipe, method: method('top-blocks'), thaw: 1, task: 'text-classification' as const }

  test('time and activations grow with the tokens', () => {
    const short = estimate(model, top, data)
    const long = estimate(model, top, { ...data, tokens: 128 })
    const beside = steps(100, 20)
    expect(long.secondsPerEpoch - beside).toBeCloseTo(2 * (short.secondsPerEpoch - beside), 9)
    expect(long.prepareSeconds).toBeCloseTo(2 * short.prepareSeconds, 9)
    // Of the short texts the frozen embedding of 32 at once holds the most; of the long ones a step of four.
    const [frozen, step] = [32 * (4 * 64 + 1000), 4 * (4 * 128 * 16 + 2000)]
    expect(held(model, top, { ...data, tokens: 128 }) - held(model, top, data)).toBe(2 * 150 * 64 * 16 + step - frozen)
  })
  test('a network that continues them has no head, and pays for a word of its whole vocabulary at each token', () => {
    const continuing = { ...top, task: 'text-generation' as const }
    const figures = estimate(model, continuing, { ...data, classes: 0 })
    expect(figures).toMatchObject({ trainable: 1000, total: model.parameters })
    expect(figures.secondsPerEpoch).toBeGreaterThan(estimate(model, top, data).secondsPerEpoch)
  })
})

describe('of networks that write', () => {
  const [vocabulary, width] = [5000, 16]
  const table = vocabulary * width
  const site = { kind: 'linear', part: 'query', inputs: width, outputs: width, area: 1 } as const
  const layer = { ...block('layer 1', 1000, [64, width]), sites: [site] }
  const model = {
    blocks: [block('embedding', table, [64, width]), layer, block('norm', width, [width])],
    parameters: table + 1000 + width,
    ...{ featureSize: width, inputSize: 4096, vocabulary, tokenNumbers: table, waitingBytes: 0 },
  }
  const data = { classes: 0, train: 100, validation: 20, test: 30, tokens: 64 }
  const lora = { ...recipe, method: method('lora'), thaw: 2, task: 'text-generation' as const, cache: false }
  const logits = 3 * 4 * 4 * 64 * vocabulary

  test('hold the logits of as many tokens as the vocabulary lets, however long the texts may be', () => {
    const [one, four] = [1, 4].map((batch) => held(model, { ...lora, batch }, data)) as [number, number]
    // Each row more has its tokens, its activations in two blocks, and its logits.
    expect(four - one).toBe(3 * (4 * 64 * width + 2 * 1000) + (3 / 4) * logits)
  })

  test('with a layer of its own for the next token pack it as the table', () => {
    const [embedding, , norm] = model.blocks as [BlockSummary, BlockSummary, BlockSummary]
    const untied = {
      ...model,
      blocks: [embedding, layer, { ...norm, parameters: width + table }],
      parameters: model.parameters + table,
      tokenNumbers: 2 * table,
    }
    const four = { ...lora, quantise: '4bit' as const }
    // Both in 8 bits; and both stand in 16 where what packing costs is told.
    const compared = 2 * table + logits
    const step = 4 * (4 * 64 * width + 2 * 1000) + logits
    expect(held(untied, four, data) - held(model, four, data)).toBe(
      table + Math.max(step, compared + 2 * table) - Math.max(step, compared),
    )
  })
})

describe('of methods', () => {
  const site = { kind: 'linear', part: 'query', inputs: 16, outputs: 16, area: 1 } as const
  const layer = { ...block('layer', 1000, [64, 16]), sites: [site], biases: 20, norms: 32, attentionWidth: 16 }
  const model = {
    blocks: [block('embedding', 2000, [64, 16]), layer, layer],
    parameters: 4000,
    featureSize: 16,
    inputSize: 64,
  }
  const data = { classes: 4, train: 100, validation: 0, test: 0, tokens: 64 }
  const of = (id: MethodId, own: Partial<Recipe['method']> = {}, thaw = 200) =>
    estimate(model, { ...recipe, task: 'text-classification', thaw, method: method(id, own) }, data)

  test('backward runs above the line alone, and skips the gradients of weights that stay', () => {
    expect(of('full').secondsPerEpoch).toBeCloseTo((100 * 6 * 3) / 1000 + steps(100, 0), 9)
    expect(of('top-blocks', {}, 1).secondsPerEpoch).toBeCloseTo((100 * 2 * 3) / 1000 + steps(100, 0), 9)
    expect(of('bitfit', {}, 1).secondsPerEpoch).toBeCloseTo((100 * 2 * (2 + 20 / 1000)) / 1000 + steps(100, 0), 9)
    expect(of('lora', { rank: 2 }).secondsPerEpoch).toBeCloseTo(
      (100 * 4 * (2 + (3 * 64) / 1000)) / 1000 + steps(100, 0),
      9,
    )
  })
  test('pairs count as trainable beside the head, and the line lies below the lowest of them', () => {
    expect(of('lora', { rank: 2 })).toMatchObject({ thawed: 2, trainable: 68 + 128, total: 4000 + 68 + 128 })
  })
  test('virtual tokens make rows longer, prefixes hardly', () => {
    const prompt = of('prompt', { tokens: 32 })
    expect(prompt.prepareSeconds).toBe(0)
    expect(prompt.secondsPerEpoch).toBeCloseTo((100 * 6 * 1.5 * 2) / 1000 + steps(100, 0), 9)
    const prefix = of('prefix', { tokens: 32 })
    expect(prefix.prepareSeconds).toBeCloseTo((100 * 2) / 1000, 9)
    expect(prefix.secondsPerEpoch).toBeCloseTo((100 * 4 * (1 + 64 / (192 + 128)) * 2) / 1000 + steps(100, 0), 9)
  })
  test('a line that moves is as dear as its epochs together, and prepares anew at each place', () => {
    const gradual = of('gradual', { epochsPerBlock: 1 })
    expect(gradual.secondsPerEpoch).toBeCloseTo(((100 * (0 + 2 + 4 + 6) * 3) / 4) * 1e-3 + steps(100, 0), 9)
    expect(gradual.prepareSeconds).toBeCloseTo(((6 + 4 + 2 + 0) * 100) / 1000, 9)
    expect(gradual).toMatchObject({ thawed: 3, trainable: 4068 })
  })
})
