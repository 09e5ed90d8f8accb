// Which validation examples are told of while a run goes on.
import { expect, test } from 'vitest'
import { placesByRank, placesInTurn } from '../../src/tasks/watchExamples.ts'

test('of each class one in turn, until there are six', () => {
  expect(placesInTurn([[0], [0], [0], [1], [2], [1], [0], [2], [2]])).toEqual([0, 3, 4, 1, 5, 7])
  expect(placesInTurn([[1], [0]])).toEqual([1, 0])
  expect(placesInTurn([])).toEqual([])
})

test('a row of several labels stands for the first of them that has none yet, and one without any comes after them', () => {
  expect(placesInTurn([[], [0, 1], [1], [0, 2], [], [2]])).toEqual([1, 2, 3, 0, 5, 4])
})

test('numbers from the smallest to the largest, evenly by rank', () => {
  expect(placesByRank([50, 10, 30, 20, 40, 60, 80, 70, 100, 90, 0])).toEqual([10, 3, 4, 5, 6, 8])
  expect(placesByRank([3, 1, 2])).toEqual([1, 2, 0])
  expect(placesByRank([5])).toEqual([0])
})
