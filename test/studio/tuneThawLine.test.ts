import { describe, expect, test } from 'vitest'
import type { BlockSummary } from '../../src/shared/protocol.ts'
import {
  frozenBlocks,
  inputWords,
  moveThawLine,
  outputWords,
  thawLineText,
  trunkSlabs,
} from '../../src/studio/features/tune/thawLine.ts'
import { nearestBoundary, placeSlabs, slabHeights, stackHeight } from '../../src/studio/ui/charts/slabLayout.ts'

const blocks: BlockSummary[] = ['stem', 'stage 1 block 1', 'stage 2 block 1'].map((label, index) => ({
  name: label,
  label,
  parameters: 1000 * (index + 1),
  outputShape: [8, 8, 16],
  forwardMs: 1,
  activationBytes: 1,
  sites: [],
  biases: 0,
  norms: 0,
  attentionWidth: null,
}))

describe('moving the thaw line', () => {
  test('to the top freezes the whole trunk, which is the method head', () => {
    expect(moveThawLine('top-blocks', 3, 3)).toEqual([{ key: 'method.id', value: 'head' }])
  })
  test('to the bottom thaws everything, which is the method full', () => {
    expect(moveThawLine('head', 0, 3)).toEqual([{ key: 'method.id', value: 'full' }])
  })
  test('between them picks top blocks and how many', () => {
    expect(moveThawLine('full', 1, 3)).toEqual([
      { key: 'method.id', value: 'top-blocks' },
      { key: 'thaw', value: 2 },
    ])
  })
  test('within top blocks changes nothing but their number', () => {
    expect(moveThawLine('top-blocks', 2, 3)).toEqual([{ key: 'thaw', value: 1 }])
  })
  test('and choosing a method moves the line', () => {
    expect([frozenBlocks('head', 2, 3), frozenBlocks('top-blocks', 2, 3), frozenBlocks('full', 2, 3)]).toEqual([
      3, 1, 0,
    ])
  })
})

test('the line says how much is thawed, from where, and what that trains', () => {
  expect(thawLineText(blocks, 1, 412_000)).toBe('2 blocks thawed: stage 1 block 1 and above; 412,000 trainable')
  expect(thawLineText(blocks, 2, 10)).toBe('1 block thawed: stage 2 block 1 and above; 10 trainable')
  expect(thawLineText(blocks, 0, 10)).toBe('All 3 blocks thawed: stem and above; 10 trainable')
  expect(thawLineText(blocks, 3, 10)).toBe('No block thawed: the head only; 10 trainable')
})

test('a trunk carries a head where something is sorted, and none where texts are continued', () => {
  const model = { blocks, featureSize: 9 }
  expect(trunkSlabs(model, { task: 'text-classification', classes: 4 }).at(-1)).toMatchObject({
    key: 'head',
    weight: 40,
  })
  const continuing = trunkSlabs(model, { task: 'text-generation', classes: 0 })
  expect(continuing.map(({ label }) => label)).toEqual(['Stem', 'Stage 1 block 1', 'Stage 2 block 1'])
})

test('what goes in and comes out is told by the task', () => {
  expect(inputWords('image-classification', 224, 128)).toBe('224 × 224 pixels in')
  expect(inputWords('text-generation', 1024, 128)).toBe('Up to 128 tokens in')
  expect(inputWords('text-classification', 64, 128)).toBe('Up to 64 tokens in')
  expect([outputWords('text-classification', 4), outputWords('text-generation', 0)]).toEqual([
    '4 classes out',
    'The next token out',
  ])
})

describe.each([5, 17, 60])('a stack of %i slabs', (count) => {
  const weights = Array.from({ length: count }, (_, index) => (index % 4 === 3 ? 2_000_000 : 500 + index))
  const height = stackHeight(count)

  test('fills its height, keeps every slab visible and the top one readable', () => {
    const heights = slabHeights(weights, height)
    expect(heights.reduce((a, b) => a + b, 0)).toBeCloseTo(height, 6)
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(5)
    expect(heights.at(-1)).toBeGreaterThanOrEqual(22)
  })
  test('is parted at the line without overlap', () => {
    const below = Math.floor(count / 2)
    const { slabs, line, height: whole } = placeSlabs(weights, { below, height, gap: 32 })
    const bottomUp = slabs.map(({ top, height: each }) => [top + each, top])
    expect(bottomUp[0]?.[0]).toBeCloseTo(whole, 6)
    for (let i = 1; i < count; i++)
      expect((bottomUp[i - 1]?.[1] ?? 0) - (bottomUp[i]?.[0] ?? 0)).toBeCloseTo(i === below ? 32 : 0, 6)
    expect(line).toBeCloseTo((bottomUp[below]?.[0] ?? 0) + 16, 6)
  })
  test('snaps a pointer to the boundary it is nearest to', () => {
    for (const below of [0, 1, count - 2, count - 1]) {
      const { line } = placeSlabs(weights, { below, height, gap: 32 })
      expect(nearestBoundary(weights, line + 1, { most: count - 1, height, gap: 32 })).toBe(below)
    }
  })
})

test('a slab of a hundred times the parameters is drawn ten times as much taller', () => {
  const [small = 0, large = 0, top = 0] = slabHeights([1, 100, 0], 422)
  const floor = Math.min(small, large, top)
  expect(floor).toBeGreaterThanOrEqual(22)
  expect((large - 22) / (small - 22)).toBeCloseTo(10, 6)
})
