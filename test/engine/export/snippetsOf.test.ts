import { expect, test } from 'vitest'
import { snippetsOf } from '../../../src/engine/export/snippetsOf.ts'

test('the code of a README comes by its headings; what is not fenced is no code', () => {
  const readme = [
    '# Model',
    'words',
    '```sh',
    'a',
    '',
    'b',
    '```',
    '## In Python',
    '```python',
    'import x',
    '```',
    'end',
  ]
  expect(snippetsOf(readme.join('\n'))).toEqual([
    { title: 'Model', language: 'sh', code: 'a\n\nb' },
    { title: 'In Python', language: 'python', code: 'import x' },
  ])
})

test('a fence that nobody closes, a heading in the code, and no README give no more than there is', () => {
  expect(snippetsOf('')).toEqual([])
  expect(snippetsOf('```js\nnever closed')).toEqual([])
  expect(snippetsOf('# A\n```sh\n# a comment\n```\n```js\nx\n```').map(({ title }) => title)).toEqual(['A', 'A'])
})
