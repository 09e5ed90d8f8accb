// What Tune says of uneven classes before a start.
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { defaultFields } from '../../src/shared/recipe/recipe.ts'
import { BalanceNotice } from '../../src/studio/features/tune/BalanceNotice.tsx'

const shown = (sizes: Record<string, readonly [count: number, trainable: number]>) => {
  const classes = Object.entries(sizes).map(([name, [count, trainable]]) => {
    return { name, count, trainable, thumbnails: [], samples: [] }
  })
  const data = { task: 'text-classification', classes } as const
  return renderToStaticMarkup(<BalanceNotice data={data} fields={defaultFields('head', data.task)} />)
}

test('a class that only the test has is named, and the ratio of very uneven ones told', () => {
  const markup = shown({ '-1': [40, 0], no: [600, 600], yes: [20, 20] })
  expect(markup).toContain('data-balance')
  expect(markup).toContain('The class &quot;-1&quot; has no texts to learn from, so it cannot be learned.')
  expect(markup).toContain(
    'Your classes have very different sizes, 30 to 1: &quot;no&quot; has 600 texts, &quot;yes&quot; has 20',
  )
})

test('of classes that are about even nothing is said', () => {
  expect(shown({ no: [60, 50], yes: [60, 40] })).toBe('')
})
