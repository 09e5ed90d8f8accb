/** What a picture alone does not show, or only to whoever looks long: said in a line each. */
import type { Page } from 'playwright-core'

export async function faultsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const { clientWidth } = document.documentElement
    const named = (element: Element) => `<${element.localName}> ${element.textContent?.trim().slice(0, 40) ?? ''}`
    const scrolls = (element: Element | null): boolean =>
      element !== null &&
      (/auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement))
    const over = [...document.querySelectorAll('body *')].filter((element) => {
      const { right, width } = element.getBoundingClientRect()
      return width > 0 && right > clientWidth + 1 && !scrolls(element.parentElement)
    })
    const action = document.querySelector('aside > [data-primary]')
    const box = action?.getBoundingClientRect()
    const away = box !== undefined && (box.bottom > innerHeight + 1 || box.top < 0)
    const cut = [...document.querySelectorAll<HTMLElement>('main :not([type="file"])')].filter(
      (element) =>
        getComputedStyle(element).textOverflow === 'ellipsis' &&
        element.scrollWidth > element.clientWidth + 1 &&
        !element.closest('[title]'),
    )
    return [
      ...over.slice(0, 3).map((element) => `over the right edge: ${named(element)}`),
      ...(action !== null && away ? [`out of sight: ${named(action)}`] : []),
      ...cut.slice(0, 3).map((element) => `cut off: ${named(element)}`),
    ]
  })
}
