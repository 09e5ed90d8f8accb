import { expect, test } from 'vitest'
import { answerScores, tokenF1 } from '../../../src/shared/metrics/answerScores.ts'

test('answers are held to the truth whole, within, by their words and as JSON', () => {
  const truths = ['1984-05-03', 'Paris', '{"a": 1}', 'two  words']
  const answers = [' 1984-05-03\n', 'It is Paris.', '{"a": 1', 'two words']
  expect(answerScores(answers, truths)).toEqual({
    n: 4,
    exactMatch: 0.5,
    contains: 0.75,
    json: 0,
    // 1, then 2·1/(3+1), then "a", "1" in both, then 1
    f1: (1 + 0.5 + 1 + 1) / 4,
  })
})

test('JSON is an object or a list that parses', () => {
  const said = ['{"a": [1, 2]}', '[]', '12', '"text"', '{a: 1}', 'true']
  expect(said.map((answer) => answerScores([answer], ['']).json)).toEqual([1, 1, 0, 0, 0, 0])
})

test('F1 counts a word as often as it stands in both, as SQuAD does', () => {
  expect(tokenF1('the cat the cat', 'the cat')).toBeCloseTo(2 / 3, 12)
  expect(tokenF1('Cat!', 'cat')).toBe(1)
  expect(tokenF1('', '')).toBe(1)
  expect(tokenF1('', 'cat')).toBe(0)
  expect(tokenF1('dog', 'cat')).toBe(0)
})

test('of no questions there is nothing to be right about', () => {
  expect(answerScores([], [])).toEqual({ n: 0, exactMatch: 0, contains: 0, json: 0, f1: 0 })
})
