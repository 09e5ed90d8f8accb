import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/**
 * What axe finds wrong on the screen, one line each: the rule and where.
 * It looks once every transition has ended: a button half-way from disabled to enabled has the contrast of neither.
 * What moves with a scroll bar instead of the clock never ends, and is not waited for.
 */
export async function axeFaults(page: Page): Promise<string[]> {
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .filter(({ timeline }) => timeline === document.timeline)
      .every((one) => one.playState !== 'running' || one.effect?.getTiming().iterations === Infinity),
  )
  // The page is one frame: its faults need no second page to be put together in, which takes as long as finding them.
  const axe = new AxeBuilder({ page: page as never }).setLegacyMode(true)
  const { violations } = await axe.options({ resultTypes: ['violations'] }).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}
