// Figures as a person reads them.
import { expect, test } from 'vitest'
import { figureText, numberText } from '../../src/tasks/taskFigures.ts'

test('what was computed keeps its three digits, and a minus is a minus', () => {
  expect([2.1, 5, -4.031, 0.196, 24.5, 0, 18_200.4, 0.00012, -1234.5].map(figureText)).toEqual([
    '2.10',
    '5.00',
    '−4.03',
    '0.196',
    '24.5',
    '0',
    '18,200',
    '1.20e-4',
    '−1,235',
  ])
})

test('a number of the data stands as it was written', () => {
  expect([9.6, 5, -0.5, 1066, Number.NaN].map(numberText)).toEqual(['9.6', '5', '−0.5', '1,066', '–'])
})
