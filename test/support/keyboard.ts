/** A person without a mouse: goes from control to control with Tab, and sees at each stop where the focus is. */
import type { Locator, Page } from 'playwright-core'

/** More stops than any screen has. */
const mostStops = 250

export interface Keyboard {
  /** Tabs to the first control that matches, and presses a key on it. @throws Error where Tab never gets there. */
  press(
    selector: string,
    key?: 'Enter' | 'Space' | 'ArrowDown' | 'ArrowRight',
    way?: 'forwards' | 'backwards',
  ): Promise<void>
  /** Tabs to a field, and replaces what stands in it. */
  type(selector: string, text: string): Promise<void>
}

export function keyboardOf(page: Page): Keyboard {
  const focused = (selector: string) =>
    page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)
  const reach = async (selector: string, way: 'forwards' | 'backwards') => {
    for (let stop = 0; stop < mostStops; stop++) {
      if (await focused(selector)) return
      await page.keyboard.press(way === 'forwards' ? 'Tab' : 'Shift+Tab')
      const unseen = await unseenFocus(page)
      if (unseen) throw new Error(`The focus cannot be seen on ${unseen}.`)
    }
    throw new Error(`${mostStops} presses of Tab did not reach ${selector}.`)
  }
  return {
    press: async (selector, key = 'Enter', way = 'forwards') => {
      await reach(selector, way)
      await page.keyboard.press(key)
    },
    type: async (selector, text) => {
      await reach(selector, 'forwards')
      await page.keyboard.press('ControlOrMeta+A')
      await page.keyboard.type(text)
    },
  }
}

/** The focus comes a frame or more after what moved it: a dialog that closes gives it back once it is gone. */
export async function takesFocus(control: Locator): Promise<void> {
  await control.and(control.page().locator(':focus')).waitFor()
}

/** The control that has the focus without showing it, by an outline or a shadow, on the screen; null where it is seen. */
function unseenFocus(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const at = document.activeElement
    if (!at || at === document.body) return null
    const marked = [at, at.parentElement, ...at.children].some((element) => {
      if (!element) return false
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
      return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none'
    })
    const { top, bottom, left, right } = at.getBoundingClientRect()
    const within = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth
    return marked && within ? null : at.outerHTML.slice(0, 160)
  })
}
