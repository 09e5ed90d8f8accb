import { describe, expect, test } from 'vitest'
import type { MethodId } from '../../../src/methods/ids.ts'
import { lineInEpoch, methodCosts } from '../../../src/shared/catalog/methodCosts.ts'
import type { Part } from '../../../src/shared/catalog/parts.ts'
import type { CountedBlock, SiteSummary } from '../../../src/shared/domain/blocks.ts'
import { defaultFields, type Recipe } from '../../../src/shared/recipe/recipe.ts'
import type { TaskId } from '../../../src/tasks/ids.ts'

const dense = (part: Part | null, inputs: number, outputs: number): SiteSummary => ({
  kind: 'linear',
  part,
  inputs,
  outputs,
  area: 1,
})
const embedding: CountedBlock = { parameters: 500, sites: [], biases: 4, norms: 8, attentionWidth: null }
const layer: CountedBlock = {
  parameters: 300,
  sites: [
    dense('query', 8, 8),
    dense('key', 8, 8),
    dense('value', 8, 8),
    dense('attention-output', 8, 8),
    dense('feed-forward-in', 8, 32),
    dense('feed-forward-out', 32, 8),
  ],
  biases: 80,
  norms: 32,
  attentionWidth: 8,
}
const fused: CountedBlock = {
  ...layer,
  sites: [dense('query-key-value', 8, 24), dense('attention-output', 8, 8), ...layer.sites.slice(4)],
}
const reader = [embedding, layer, layer]

const conv = (area: number, inputs: number, outputs: number): SiteSummary => ({
  kind: 'conv',
  part: null,
  inputs,
  outputs,
  area,
})
const stage: CountedBlock = { parameters: 900, sites: [], biases: 16, norms: 32, attentionWidth: null }
const looker = [
  { ...stage, sites: [conv(9, 3, 8)] },
  { ...stage, sites: [conv(9, 8, 16), conv(1, 8, 16)] },
]

/** @param settings those that the test speaks of; the others stay at the method's defaults. */
function count(
  id: MethodId,
  settings: Partial<Recipe['method']>,
  { blocks = reader, thaw = 200, task = 'text-classification' as TaskId, head = 10 } = {},
) {
  const entries = Object.entries(defaultFields(id, task)).filter(([key]) => key.startsWith('method.'))
  const usual = Object.fromEntries(entries.map(([key, value]) => [key.slice(7), value]))
  const method = { ...usual, ...settings, id } as Recipe['method']
  return methodCosts({ task, method, thaw }, blocks, head)
}

describe('whole blocks', () => {
  test('the head alone touches nothing below it', () => {
    expect(count('head', {})).toMatchObject({ trainable: 0, added: 0, line: 3, adapterBytes: null, optimiserBytes: 80 })
  })
  test.each(['top-blocks', 'gradual'] as const)('%s counts what the thawed blocks hold', (id) => {
    expect(count(id, {}, { thaw: 2 })).toMatchObject({ trainable: 600, added: 0, line: 1, optimiserBytes: 8 * 610 })
  })
  test('full counts every block', () => {
    expect(count('full', {}, { thaw: 1 })).toMatchObject({ trainable: 1100, line: 0 })
  })
})

describe('a model’s own small parts', () => {
  test('biases and norms, from the line upwards', () => {
    expect(count('bitfit', {}, { thaw: 2 })).toMatchObject({ trainable: 160, added: 0, line: 1, adapterBytes: null })
    expect(count('norm', {})).toMatchObject({ trainable: 72, added: 0, line: 0, adapterBytes: 4 * 82 })
  })
  test('a block that has none lies below the line', () => {
    const blocks = [{ ...embedding, biases: 0 }, layer]
    expect(count('bitfit', {}, { blocks }).line).toBe(1)
  })
})

describe('low-rank pairs', () => {
  test('all dense layers: rank × (inputs + outputs) each', () => {
    const of = 2 * (4 * 16 + 2 * 40)
    expect(count('lora', { rank: 2 })).toMatchObject({ trainable: 2 * of, added: 2 * of, line: 1 })
    expect(count('lora', { rank: 2 }, { thaw: 1 })).toMatchObject({ trainable: of, line: 2 })
  })
  test('targets choose among attention’s layers', () => {
    expect(count('lora', { rank: 2, targets: 'query-value' }).trainable).toBe(2 * 2 * 2 * 16)
    expect(count('lora', { rank: 2, targets: 'attention' }).trainable).toBe(2 * 2 * 4 * 16)
    const blocks = [embedding, fused]
    expect(count('lora', { rank: 2, targets: 'query-value' }, { blocks }).trainable).toBe(2 * 32)
    expect(count('lora', { rank: 2, targets: 'attention' }, { blocks }).trainable).toBe(2 * 32 + 2 * 16)
  })
  test('the start by principal directions trains as many, and is written as twice the rank', () => {
    const [zero, principal] = [count('lora', { rank: 2 }), count('lora', { rank: 2, initialisation: 'pissa' })]
    expect(principal.trainable).toBe(zero.trainable)
    expect(principal.adapterBytes).toBe(4 * (2 * 576 + 10))
  })
  test('magnitudes add one for each output', () => {
    expect(count('dora', { rank: 2 }).trainable).toBe(count('lora', { rank: 2 }).trainable + 2 * (5 * 8 + 32))
  })
  test('a convolution’s first matrix has the kernel’s own window, and every target means all', () => {
    const pairs = 2 * (27 + 8) + 2 * (72 + 16) + 2 * (8 + 16)
    const pictures = { blocks: looker, task: 'image-classification' as const }
    for (const targets of ['query-value', 'attention', 'all'] as const)
      expect(count('lora', { rank: 2, targets }, pictures)).toMatchObject({ trainable: pairs, line: 0 })
    expect(count('dora', { rank: 2 }, pictures).trainable).toBe(pairs + 40)
  })
  test('the file holds the pairs and the head, the optimiser two moments of each', () => {
    expect(count('lora', { rank: 2 }, { head: 30 })).toMatchObject({
      adapterBytes: 4 * (576 + 30),
      optimiserBytes: 8 * (576 + 30),
    })
  })
})

describe('scaling vectors', () => {
  test('stand at keys, values and the inputs of the second feed-forward layer', () => {
    expect(count('ia3', {})).toMatchObject({ trainable: 2 * (8 + 8 + 32), line: 1 })
    expect(count('ia3', {}, { blocks: [fused] }).trainable).toBe(24 + 32)
  })
  test('stand at the outputs of convolutions', () => {
    expect(count('ia3', {}, { blocks: looker, task: 'image-classification' }).trainable).toBe(8 + 16 + 16)
  })
})

describe('bottlenecks', () => {
  test('are two a layer, or one', () => {
    const one = 8 * 2 + 2 + 2 * 8 + 8
    expect(count('adapter', { reduction: 4, placement: 'houlsby' }).trainable).toBe(2 * 2 * one)
    expect(count('adapter', { reduction: 4, placement: 'pfeiffer' })).toMatchObject({ trainable: 2 * one, line: 1 })
  })
  test('are never narrower than one', () => {
    expect(count('adapter', { reduction: 256, placement: 'pfeiffer' }).trainable).toBe(2 * (8 + 1 + 8 + 8))
  })
})

describe('virtual tokens', () => {
  test('stand once before a text, at the very bottom', () => {
    const before = count('prompt', { tokens: 5, depth: 'deep' }, { thaw: 1 })
    expect(before).toMatchObject({ trainable: 40, added: 40, line: 0, adapterBytes: 4 * 50 })
    expect(before.blocks.map(({ added }) => added)).toEqual([40, 0, 0])
  })
  test('beside a picture’s patches they stand once, or in every layer', () => {
    const pictures = { task: 'image-classification' as const }
    expect(count('prompt', { tokens: 5, depth: 'shallow' }, pictures)).toMatchObject({ trainable: 40, line: 0 })
    const deep = count('prompt', { tokens: 5, depth: 'deep' }, pictures)
    expect(deep).toMatchObject({ trainable: 80, line: 0 })
    expect(deep.blocks.map(({ added }) => added)).toEqual([0, 40, 40])
  })
  test('a prefix has a key and a value in each layer above the line', () => {
    expect(count('prefix', { tokens: 5 })).toMatchObject({ trainable: 2 * 80, line: 1 })
    expect(count('prefix', { tokens: 5 }, { thaw: 1 })).toMatchObject({ trainable: 80, line: 2 })
  })
})

test('gradual thawing begins with the head, or with the top block where there is none, and ends at the line', () => {
  const choice = (id: MethodId, task: TaskId) => {
    const method = { id, epochsPerBlock: 2 } as Recipe['method']
    const at = (epoch: number) => lineInEpoch({ task, method, thaw: 2 }, { lowest: 1, blocks: 3, epoch })
    return [1, 2, 3, 4, 5, 6, 7].map(at)
  }
  expect(choice('gradual', 'text-classification')).toEqual([3, 3, 2, 2, 1, 1, 1])
  expect(choice('gradual', 'text-generation')).toEqual([2, 2, 1, 1, 1, 1, 1])
  expect(choice('full', 'text-classification')).toEqual([1, 1, 1, 1, 1, 1, 1])
})
