import { describe, expect, test } from 'vitest'
import { everyBlock } from '../../src/methods/counting.ts'
import type { MethodId } from '../../src/methods/ids.ts'
import type { BlockSummary } from '../../src/shared/domain/blocks.ts'
import { isMovable, moveThawLine, setThawed } from '../../src/studio/features/tune/thawLine.ts'
import { inputWords, outputWords, thawLineText, trunkSlabs } from '../../src/studio/features/tune/trunkPicture.ts'
import { nearestBoundary, placeSlabs, slabHeights, stackHeight } from '../../src/studio/ui/charts/slabLayout.ts'
import type { TaskId } from '../../src/tasks/ids.ts'

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

const whole = (method: MethodId) => ({ method, blocks: 3, lineAt: (thaw: number) => 3 - thaw })

describe('moving the thaw line', () => {
  test('to the top freezes the whole trunk, which is the method head', () => {
    expect(moveThawLine(whole('top-blocks'), 3)).toEqual([{ key: 'method.id', value: 'head' }])
  })
  test('to the bottom thaws everything, which is the method full', () => {
    expect(moveThawLine(whole('head'), 0)).toEqual([{ key: 'method.id', value: 'full' }])
  })
  test('between them picks top blocks and how many', () => {
    expect(moveThawLine(whole('full'), 1)).toEqual([
      { key: 'method.id', value: 'top-blocks' },
      { key: 'thaw', value: 2 },
    ])
  })
  test('within top blocks changes nothing but their number', () => {
    expect(moveThawLine(whole('top-blocks'), 2)).toEqual([{ key: 'thaw', value: 1 }])
  })
  test.each(['gradual', 'bitfit', 'lora', 'prefix'] as const)('keeps %s what it is, with a block at least', (id) => {
    expect(moveThawLine(whole(id), 1)).toEqual([{ key: 'thaw', value: 2 }])
    expect(moveThawLine(whole(id), 3)).toEqual([{ key: 'thaw', value: 1 }])
    expect(moveThawLine(whole(id), 0)).toEqual([{ key: 'thaw', value: everyBlock }])
  })
  test('passes over blocks in which the method finds nothing to train', () => {
    // Of five blocks only the second from the bottom has a place for a pair.
    const lora = { method: 'lora' as const, blocks: 5, lineAt: (thaw: number) => (thaw >= 4 ? 1 : 5) }
    expect(moveThawLine(lora, 4)).toEqual([{ key: 'thaw', value: 4 }])
  })
  test('is not possible for tokens that stand before the first block', () => {
    expect([isMovable('prompt'), isMovable('head'), isMovable('prefix')]).toEqual([false, true, true])
  })
})

describe('a typed number of blocks', () => {
  test('is one of top blocks, unless it means the head or comes to no more than leaving all as it is', () => {
    expect(setThawed(whole('top-blocks'), 2, 0)).toEqual([{ key: 'thaw', value: 2 }])
    expect(setThawed(whole('top-blocks'), 0, 0)).toEqual([{ key: 'method.id', value: 'head' }])
    expect(setThawed(whole('top-blocks'), 0, 1)).toEqual([{ key: 'thaw', value: 1 }])
    expect(setThawed(whole('top-blocks'), 3, 0)).toEqual([{ key: 'thaw', value: 3 }])
  })
  test('never takes another method its name', () => {
    expect(setThawed(whole('lora'), 0, 0)).toEqual([{ key: 'thaw', value: 1 }])
    expect(setThawed(whole('lora'), 3, 0)).toEqual([{ key: 'thaw', value: everyBlock }])
  })
})

test('the line says how much is thawed, from where, and what that trains', () => {
  const full = (trainable: number) => ({ trainable, method: 'full' as const })
  expect(thawLineText(blocks, 1, full(412_000))).toBe('2 blocks thawed: stage 1 block 1 and above; 412,000 trainable')
  expect(thawLineText(blocks, 2, full(10))).toBe('1 block thawed: stage 2 block 1 and above; 10 trainable')
  expect(thawLineText(blocks, 0, full(10))).toBe('All 3 blocks thawed: stem and above; 10 trainable')
  expect(thawLineText(blocks, 3, full(10))).toBe('No block thawed: the head only; 10 trainable')
  expect(thawLineText(blocks, 0, { trainable: 10, method: 'lora' })).toContain('All 3 blocks adapted: stem')
  expect(thawLineText(blocks, 0, { trainable: 10, method: 'bitfit' })).toContain('with learning biases: stem')
})

describe('a trunk in slabs', () => {
  const none = blocks.map(() => ({ own: 0, added: 0 }))
  const slabs = (method: MethodId, task: TaskId, costs = none) =>
    trunkSlabs({ blocks }, { task, method, figures: { blocks: costs, headParameters: 40 } })

  test('carries a head where something is sorted, and none where texts are continued', () => {
    expect(slabs('full', 'text-classification').at(-1)).toMatchObject({ key: 'head', weight: 40 })
    expect(slabs('full', 'text-generation').map(({ label }) => label)).toEqual([
      'Stem',
      'Stage 1 block 1',
      'Stage 2 block 1',
    ])
  })
  test('shows what stands beside a block, what of it learns, and where there is nothing', () => {
    const added = [{ own: 0, added: 0 }, ...blocks.slice(1).map(() => ({ own: 0, added: 64 }))]
    expect(slabs('lora', 'text-generation', added)).toMatchObject([
      { note: '1,000', part: 'none' },
      { note: '2,000 + 64', part: 'pair' },
      { note: '3,000 + 64', part: 'pair' },
    ])
    const own = blocks.map(() => ({ own: 12, added: 0 }))
    expect(slabs('bitfit', 'text-generation', own)[0]).toMatchObject({ note: '12 of 1,000', part: 'edge' })
    expect(slabs('full', 'text-generation', own)[0]?.part).toBeUndefined()
  })
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
