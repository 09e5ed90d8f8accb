import { expect, test } from 'vitest'
import { lastIds, promptIds } from '../../../src/engine/inference/promptIds.ts'
import type { TextTokenizer } from '../../../src/engine/inputs/tokenizer.ts'

const numbers = (before: readonly number[], endId: number | null) =>
  ({
    before,
    endId,
    encode: (text: string) => Int32Array.from(text === '' ? [] : text.split(' ').map(Number)),
  }) as unknown as TextTokenizer

test('a text that is continued begins with the mark of its network, or the end of another', () => {
  expect(promptIds(numbers([1], 9), '5 6')).toEqual([1, 5, 6])
  expect(promptIds(numbers([1], 9), '')).toEqual([1])
  expect(promptIds(numbers([], 9), '')).toEqual([9])
  expect(promptIds(numbers([], null), '')).toEqual([0])
})

test('the mark stays where a text is cut', () => {
  expect(lastIds([1, 5, 6, 7], [1], 4)).toEqual([1, 5, 6, 7])
  expect(lastIds([1, 5, 6, 7], [1], 3)).toEqual([1, 6, 7])
  expect(lastIds([1, 5, 6, 7], [1], 1)).toEqual([7])
  expect(lastIds([5, 6, 7], [], 2)).toEqual([6, 7])
})
