import { expect, test } from 'vitest'
import { equalGroups, firstEqual } from '../../../src/engine/data/equalExamples.ts'

const examples = [...'abacbda'].map((digest) => ({ digest }))

test('each example is told the first of its content', () => {
  expect([...firstEqual(examples)]).toEqual([0, 1, 0, 3, 1, 5, 0])
})

test('groups are those of two and more, by their first, each ascending', () => {
  expect(equalGroups(examples)).toEqual([
    [0, 2, 6],
    [1, 4],
  ])
  expect(equalGroups(examples.slice(3, 6))).toEqual([])
})
