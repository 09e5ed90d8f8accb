import type { Page } from 'playwright-core'

/** What Use shows beside its answer: each class with its probability to three digits, the most likely first. */
export function shownProbabilities(page: Page): Promise<readonly string[]> {
  const bars = page.getByRole('list', { name: 'Probabilities' }).locator('[data-bar]')
  return bars.evaluateAll((all) =>
    all.map(({ dataset }) => `${(dataset as DOMStringMap).bar} ${Number((dataset as DOMStringMap).value).toFixed(3)}`),
  )
}
