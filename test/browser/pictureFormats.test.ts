/**
 * The same files that the test in Node holds to PIL, read by the page: what the browser does not decode is decoded by the
 * libraries that the worker fetches, under the page's content policy.
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { zipOf } from '../support/archives.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

let studio: OpenStudio

beforeAll(async () => {
  studio = await openStudio()
})

afterAll(async () => {
  await studio.close()
})

const folder = new URL('../fixtures/pictures/', import.meta.url)
const expected: Record<string, { width: number; height: number; rgb: string }> = JSON.parse(
  readFileSync(new URL('expected.json', folder), 'utf8'),
)
const names = Object.keys(expected).filter((name) => name !== 'fax.tif' && name !== 'fractions.tif')

/** Every fixture is a class of its own, whose picture on the screen is a JPEG of quality 85: within 16 of what was read on the mean. */
const mostMean = 16

test('every kind of picture is read by the page as PIL reads it', async () => {
  const { page } = studio
  const entries = names.map((name) => ({
    path: `${name.replaceAll('.', '-')}/${name}`,
    bytes: new Uint8Array(readFileSync(new URL(name, folder))),
  }))
  const file = { name: 'kinds.zip', mimeType: 'application/zip', buffer: await zipOf(entries) }
  await page.locator('[data-input="files"]').setInputFiles(file)
  await page.locator(`[data-ready="data"][data-classes="${names.length}"]`).waitFor()
  expect(await page.locator('[data-skipped]').count()).toBe(0)
  const shown = await page.locator('[data-class] img').evaluateAll((images) =>
    images.map((image) => {
      const { naturalWidth: width, naturalHeight: height } = image as HTMLImageElement
      const context = new OffscreenCanvas(width, height).getContext('2d')
      context?.drawImage(image as HTMLImageElement, 0, 0)
      const data = [...(context?.getImageData(0, 0, width, height).data ?? [])]
      return { name: image.closest('[data-class]')?.getAttribute('data-class') ?? '', width, height, data }
    }),
  )
  expect(shown.length).toBe(names.length)
  const means = shown.map(({ name, width, height, data }) => {
    const fixture = names.find((each) => each.replaceAll('.', '-') === name) ?? ''
    const wanted = expected[fixture]
    if (!wanted) throw new Error(`no fixture "${name}"`)
    expect([fixture, width, height]).toEqual([fixture, wanted.width, wanted.height])
    const rgb = Buffer.from(wanted.rgb, 'base64')
    const sum = rgb.reduce((total, value, at) => total + Math.abs(value - (data[at + Math.floor(at / 3)] ?? 0)), 0)
    return [fixture, sum / rgb.length] as const
  })
  expect(means.filter(([, mean]) => mean > mostMean)).toEqual([])
})

test('nothing was thrown and no policy was broken on the way', () => {
  expect(studio.complaints).toEqual([])
})
