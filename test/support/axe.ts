import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/**
 * What axe finds wrong on the screen, one line each: the rule and where.
 * It looks while nothing moves, and again if something has begun to move meanwhile: a button half-way from disabled to
 * enabled has the contrast of neither.
 */
export async function axeFaults(page: Page): Promise<string[]> {
  for (let look = 1; ; look++) {
    await page.waitForFunction(watchMoves)
    const { violations } = await new AxeBuilder({ page: page as never }).analyze()
    const faults = violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
    if (faults.length === 0 || look === mostLooks || !(await page.evaluate(hasMoved))) return faults
  }
}

const mostLooks = 5

/** In the page: true once nothing moves; from then on `hasMoved` tells. */
function watchMoves(): boolean {
  const still = document
    .getAnimations()
    .every((one) => one.playState !== 'running' || one.effect?.getTiming().iterations === Infinity)
  if (!still) return false
  document.documentElement.dataset.moved = 'no'
  document.addEventListener('transitionrun', () => document.documentElement.removeAttribute('data-moved'), {
    once: true,
  })
  return true
}

function hasMoved(): boolean {
  return document.documentElement.dataset.moved !== 'no'
}
