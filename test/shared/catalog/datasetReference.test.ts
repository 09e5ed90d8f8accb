import { expect, test } from 'vitest'
import { parseDatasetReference } from '../../../src/shared/catalog/datasetReference.ts'

const page = 'https://huggingface.co/datasets'

test.each([
  ['owner/name', { repository: 'owner/name' }],
  [' imdb ', { repository: 'imdb' }],
  ['datasets/owner/name', { repository: 'owner/name' }],
  ['hf://datasets/owner/name/data/train.parquet', { repository: 'owner/name' }],
  [`${page}/owner/na-me.v2`, { repository: 'owner/na-me.v2' }],
  [`${page}/imdb`, { repository: 'imdb' }],
  [`${page}/imdb/tree/main/plain_text`, { repository: 'imdb' }],
  ['huggingface.co/datasets/owner/name/', { repository: 'owner/name' }],
  ['hf.co/datasets/owner/name?row=3#x', { repository: 'owner/name' }],
  [`${page}/owner/name/viewer/part%201/test?p=2`, { repository: 'owner/name', subset: 'part 1', split: 'test' }],
  [`${page}/imdb/viewer/plain_text`, { repository: 'imdb', subset: 'plain_text' }],
  [`${page}/owner/name/embed/viewer/default/train`, { repository: 'owner/name', subset: 'default', split: 'train' }],
])('%s names a data set', (typed, reference) => {
  expect(parseDatasetReference(typed)).toEqual(reference)
})

test.each([
  ['', 'Nothing was typed'],
  ['a/b/c', '"a/b/c" is neither'],
  ['owner/../name', 'is neither'],
  ['two words', 'is neither'],
  ['https://huggingface.co/owner/name', 'is no data set’s page'],
  ['https://huggingface.co/datasets', 'is no data set’s page'],
])('"%s" does not, and is told why', (typed, why) => {
  expect(() => parseDatasetReference(typed)).toThrow(
    expect.objectContaining({ code: 'data-unsupported', message: expect.stringContaining(why) }),
  )
})

test.each(['https://example.org/data.csv', 'http://huggingface.co/datasets/a/b', 'ftp://huggingface.co/datasets/a/b'])(
  'the address %s is refused with the way on',
  (typed) => {
    expect(() => parseDatasetReference(typed)).toThrow(
      expect.objectContaining({ code: 'data-unsupported', advice: expect.stringContaining('drop it here') }),
    )
  },
)
