// How a page that was given away writes its figures.
import { expect, test } from 'vitest'
import { spokenBy } from '../../src/predict/page/spoken.ts'
import { pageLanguages } from '../../src/shared/catalog/pageWords.ts'

test('shares of one answer have one decimal each, settings none, and what changes all the time two digits', () => {
  const spoken = spokenBy({ words: pageLanguages.en.words, language: 'en' })
  expect([0.32, 0.311, 0.05, 1].map(spoken.share)).toEqual(['32.0%', '31.1%', '5.0%', '100.0%'])
  expect([0, 0.5, 0.95].map(spoken.setting)).toEqual(['0%', '50%', '95%'])
  expect([66.67, 24.333, 6.74, 0.512].map(spoken.about)).toEqual(['67', '24', '6.7', '0.51'])
})
