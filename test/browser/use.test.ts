// Use, on WASM, after a short run: held-out examples that answer with one press, a drawing, the camera, a broken picture.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import type { FieldValue } from '../../src/shared/recipe/field.ts'
import { axeFaults } from '../support/axe.ts'
import { keyboardOf } from '../support/keyboard.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

const quick = new Map<string, FieldValue>([
  ['epochs', 2],
  ['augment.views', 0],
])

let studio: OpenStudio
let page: Page

afterAll(async () => {
  expect(studio.complaints).toEqual([])
  await studio.close()
})

beforeAll(async () => {
  studio = await openStudio({
    prepare: async (context) => {
      await context.addInitScript(paintedCamera)
    },
  })
  page = studio.page
  await drive.chooseBackend(page, 'wasm')
  await drive.bringSample(page)
  await drive.chooseModel(page, 'thaw-vision')
  await drive.setFields(page, quick)
  for await (const _ of drive.train(page));
  await drive.goTo(page, 'use')
})

/** A camera that shows a blue square, and tells by `openTracks` whether it is still on. */
function paintedCamera(): void {
  const tracks: MediaStreamTrack[] = []
  const getUserMedia = async () => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 96
    const context = canvas.getContext('2d')
    if (context) context.fillStyle = '#2050d0'
    setInterval(() => context?.fillRect(0, 0, 96, 96), 50)
    const stream = canvas.captureStream(20)
    tracks.push(...stream.getTracks())
    return stream
  }
  const mediaDevices = { getUserMedia }
  Object.defineProperty(navigator, 'mediaDevices', { value: mediaDevices, configurable: true })
  Object.assign(globalThis, { openTracks: () => tracks.filter(({ readyState }) => readyState === 'live').length })
}

const openTracks = () => page.evaluate(() => (globalThis as unknown as { openTracks(): number }).openTracks())
const attribute = (name: string) => page.locator(`[${name}]`).getAttribute(name)

/** What stands on the screen once both have answered. */
async function answered() {
  await page.locator('[data-prediction]').waitFor()
  await page.locator('[data-untouched-prediction]').waitFor()
  return {
    prediction: await attribute('data-prediction'),
    untouched: await attribute('data-untouched-prediction'),
  }
}

describe('pictures', () => {
  const classes = ['butterfly', 'cat', 'fish', 'flower', 'house', 'ice-cream', 'rocket', 'snail']

  test('of the test are the first thing on Use, and one press answers, with the truth and the answer before tuning', async () => {
    const row = page.locator('[data-held-out]')
    await row.nth(7).waitFor()
    expect(await row.count()).toBe(8)
    const truths: (string | null)[] = []
    for (let place = 0; place < 8; place++) {
      await row.nth(place).click()
      await page.locator(`[data-held-out][aria-pressed="true"]`).nth(0).waitFor()
      const { prediction, untouched } = await answered()
      const truth = await attribute('data-truth')
      truths.push(truth)
      expect(classes).toContain(prediction)
      expect(classes).toContain(untouched)
      expect(await attribute('data-right')).toBe(String(truth === prediction))
    }
    // One of each class in turn.
    expect(truths).toEqual(classes)
    expect(await axeFaults(page)).toEqual([])
  })

  test('are others at a press, and answer by keyboard', async () => {
    const shown = () => page.locator('[data-held-out]').first().getAttribute('data-held-out')
    const before = await shown()
    await page.locator('[data-action="other-examples"]').click()
    await expect.poll(shown).not.toBe(before)
    await page.locator('h1').focus()
    const keyboard = keyboardOf(page)
    await keyboard.press('[data-held-out]')
    await page.locator('[data-held-out]').first().and(page.locator('[aria-pressed="true"]')).waitFor()
    await answered()
    expect(await attribute('data-truth')).toBe('butterfly')
  })

  test('are drawn, stroke by stroke, with pointer and keys; strokes are taken back', async () => {
    await page.locator('[data-action="draw"]').click()
    const paper = page.locator('[data-input="drawing"]')
    const box = await paper.boundingBox()
    if (!box) throw new Error('no paper')
    await page.mouse.move(box.x + 60, box.y + 60)
    await page.mouse.down()
    await page.mouse.move(box.x + 200, box.y + 200, { steps: 5 })
    await page.mouse.up()
    await page.locator('[data-strokes="1"]').waitFor()
    await page.locator('[data-truth]').waitFor({ state: 'detached' })
    const inked = () =>
      paper.evaluate((canvas: HTMLCanvasElement) => {
        const pixels = canvas.getContext('2d')?.getImageData(0, 0, 280, 280).data ?? []
        let dark = 0
        for (let at = 0; at < pixels.length; at += 4) dark += Number((pixels[at] ?? 255) < 128)
        return dark
      })
    const one = await inked()
    // 198 pixels long, 16 wide, and round at its ends.
    expect(one).toBeGreaterThan(2800)
    expect(one).toBeLessThan(3900)
    await page.locator('[role="application"]').focus()
    for (const key of ['ArrowLeft', 'Space', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'Space']) await page.keyboard.press(key)
    await page.locator('[data-strokes="2"]').waitFor()
    expect(await inked()).toBeGreaterThan(one)
    await answered()
    expect(await axeFaults(page)).toEqual([])
    await page.locator('[data-action="undo-stroke"]').click()
    await page.locator('[data-strokes="1"]').waitFor()
    await expect.poll(inked).toBe(one)
    await page.locator('[data-action="clear-drawing"]').click()
    await expect.poll(inked).toBe(0)
  })

  test('come from the camera, which is asked for by a press alone and let go when the picture is taken or Use is left', async () => {
    expect(await openTracks()).toBe(0)
    await page.locator('[data-action="camera"]').click()
    await page.locator('[data-action="take-picture"]:not([data-disabled])').click()
    await page.locator('img[alt="The picture that was asked about"]').waitFor()
    await answered()
    expect(await openTracks()).toBe(0)
    await page.locator('[data-action="camera"]').click()
    await page.locator('[data-action="take-picture"]:not([data-disabled])').waitFor()
    expect(await openTracks()).toBe(1)
    await drive.goTo(page, 'data')
    await expect.poll(openTracks).toBe(0)
    await drive.goTo(page, 'use')
  })

  test('that the camera is not given say why, in words', async () => {
    await page.evaluate(() => {
      const refuse = () => Promise.reject(new DOMException('', 'NotAllowedError'))
      Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: refuse }, configurable: true })
    })
    await page.locator('[data-action="camera"]').click()
    expect(await page.locator('[data-refusal="camera"]').textContent()).toContain('The camera is not allowed here.')
  })

  test('that cannot be decoded leave no broken icon', async () => {
    const broken = { name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('nothing') }
    await page.locator('[data-input="predict"]').setInputFiles(broken)
    await page.locator('[role=alert][data-error-code="image-unreadable"]').waitFor()
    expect(await page.locator('[data-broken]').textContent()).toBe('This picture cannot be shown.')
    expect(await page.locator('img[alt="The picture that was asked about"]').count()).toBe(0)
    await page.getByRole('button', { name: 'Dismiss' }).click()
  })
})

test('texts of the test come up as they are typed, and one press asks', async () => {
  await drive.bringSample(page, 'text-classification', 'messages')
  await drive.chooseModel(page, 'thaw-text')
  await drive.setFields(page, new Map([['epochs', 1]]))
  for await (const _ of drive.train(page));
  await drive.goTo(page, 'use')
  const listed = page.locator('[data-held-out]')
  await listed.nth(3).waitFor()
  const first = (await listed.first().textContent()) ?? ''
  const words = first.split(/\s+/).slice(0, 3).join(' ')
  await page.locator('[data-input="predict-text"]').fill(words.toUpperCase())
  const suggested = page.locator('[role="status"] + ul [data-held-out]')
  await suggested.first().waitFor()
  for (const text of await suggested.allTextContents()) {
    for (const word of words.toLowerCase().split(' ')) expect(text.toLowerCase()).toContain(word)
  }
  const whole = (await suggested.first().textContent()) ?? ''
  await suggested.first().click()
  const { prediction, untouched } = await answered()
  expect(await page.locator('[data-input="predict-text"]').inputValue()).toBe(whole)
  expect(await attribute('data-right')).toBe(String((await attribute('data-truth')) === prediction))
  expect(['boast', 'excuse', 'invitation', 'warning']).toContain(untouched)
  expect(await axeFaults(page)).toEqual([])
})
