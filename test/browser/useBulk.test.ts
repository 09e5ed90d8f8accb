// Use answers many at once, and the camera live, on WASM after short runs: what the CSV says is what single questions are answered.
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import { csvRows } from '../../src/engine/data/readers/csv.ts'
import type { FieldValue } from '../../src/shared/recipe/field.ts'
import { zipOf } from '../support/archives.ts'
import { axeFaults } from '../support/axe.ts'
import { keyboardOf } from '../support/keyboard.ts'
import { type Paint, pngBlob } from '../support/nodeImages.ts'
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
      await context.addInitScript(twoCameras)
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

/** At the back a camera that turns from blue to white and again, ten times a second; at the front a green one. */
function twoCameras(): void {
  const getUserMedia = async ({ video }: { video: { facingMode: 'user' | 'environment' } }) => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 96
    const context = canvas.getContext('2d')
    let turn = 0
    setInterval(() => {
      turn++
      if (!context) return
      context.fillStyle = video.facingMode === 'user' ? '#20a040' : turn % 2 ? '#2050d0' : '#ffffff'
      context.fillRect(0, 0, 96, 96)
      context.fillStyle = '#000000'
      if (turn % 2) context.fillRect(30, 10, 36, 76)
    }, 100)
    const stream = canvas.captureStream(20)
    for (const track of stream.getTracks()) track.getSettings = () => ({ facingMode: video.facingMode })
    return stream
  }
  const enumerateDevices = async () => ['a', 'b'].map((deviceId) => ({ deviceId, kind: 'videoinput', label: deviceId }))
  Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia, enumerateDevices }, configurable: true })
}

const paints: readonly Paint[] = [
  (x, y) => (Math.hypot(x - 48, y - 48) < 30 ? [200, 60, 20] : [250, 250, 240]),
  (x, y) => (x > y ? [30, 80, 200] : [240, 240, 250]),
  (x) => (x % 16 < 8 ? [20, 140, 60] : [250, 250, 250]),
]

async function pictures(): Promise<readonly { readonly name: string; readonly bytes: Buffer }[]> {
  return Promise.all(
    paints.map(async (paint, at) => ({
      name: `${'cab'[at]}.png`,
      bytes: Buffer.from(await pngBlob(96, 96, paint).arrayBuffer()),
    })),
  )
}

/** Each class with its exact probability, as a single question is answered. */
async function alone(ask: () => Promise<unknown>): Promise<Readonly<Record<string, string>>> {
  await ask()
  await page.locator('[data-prediction]').waitFor()
  const bars = page.getByRole('list', { name: 'Probabilities' }).locator('[data-bar]')
  const pairs = await bars.evaluateAll((all) =>
    all.map((each) => {
      const { bar = '', value = '' } = (each as unknown as { readonly dataset: DOMStringMap }).dataset
      return [bar, value] as const
    }),
  )
  return Object.fromEntries(pairs)
}

async function bring(input: string, files: Parameters<ReturnType<Page['locator']>['setInputFiles']>[0]): Promise<void> {
  await page.locator(`[data-input="${input}"]`).setInputFiles(files)
  await page.locator('[data-bulk="done"]').waitFor()
}

async function answers(): Promise<readonly Readonly<Record<string, string>>[]> {
  const begun = page.waitForEvent('download')
  await page.locator('[data-action="download-answers"]').click()
  const saved = await begun
  const text = await readFile(await saved.path(), 'utf8')
  // By this mark Excel knows UTF-8.
  expect(text.startsWith('\ufeffpath,')).toBe(true)
  const [header, ...rows] = [...csvRows(text)].map(({ cells }) => cells)
  return rows.map((cells) => Object.fromEntries((header ?? []).map((name, at) => [name, cells[at] ?? ''])))
}

/** Without what is told beside the probabilities. */
function sharesOf(row: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const own = Object.entries(row).flatMap(([name, cell]) => (/^p\(.*\)$/.test(name) ? [[name.slice(2, -1), cell]] : []))
  return Object.fromEntries(own)
}

/** Side by side with others, sums come in another order. */
function expectAlike(found: Readonly<Record<string, string>>, expected: Readonly<Record<string, string>>): void {
  expect(Object.keys(found).toSorted()).toEqual(Object.keys(expected).toSorted())
  for (const [name, share] of Object.entries(expected)) expect(Number(found[name])).toBeCloseTo(Number(share), 5)
}

const count = async (selector: string, name: string) => Number(await page.locator(selector).getAttribute(name))
const spill = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)

describe('many pictures at once', () => {
  test('come from files, a folder or a watched one, side by side', async () => {
    const ways = [
      'label:has([data-input="bulk"])',
      'label:has([data-input="bulk-folder"])',
      '[data-action="watch-folder"]',
    ]
    const boxes = await Promise.all(ways.map((way) => page.locator(way).boundingBox()))
    expect(new Set(boxes.map((box) => box?.y)).size).toBe(1)
    for (const box of boxes) expect(box?.width).toBeLessThan(200)
  })

  test('of a folder are answered as they are alone; what cannot be read is counted and named, and costs only itself', async () => {
    const given = await pictures()
    const folder = await mkdtemp(join(tmpdir(), 'thaw-many-'))
    await mkdir(join(folder, 'more'))
    for (const [at, { name, bytes }] of given.entries())
      await writeFile(join(folder, at === 2 ? 'more' : '.', name), bytes)
    await writeFile(join(folder, 'broken.png'), (given[0]?.bytes ?? Buffer.alloc(0)).subarray(0, 90))
    await writeFile(join(folder, 'notes.txt'), 'A text.')
    await bring('bulk-folder', folder)
    expect(await count('[data-answered]', 'data-answered')).toBe(3)
    expect(await count('[data-left-out]', 'data-left-out')).toBe(2)
    await page.locator('[data-action="bulk-left-out"]').click()
    const left = await page.locator('[data-left-out] li').allTextContents()
    expect(left.map((line) => line.replace(/^[^:]*\//, '').split(':')[0]).toSorted()).toEqual([
      'broken.png',
      'notes.txt',
    ])
    for (const line of left) expect(line.length).toBeGreaterThan(30)
    expect(await axeFaults(page)).toEqual([])
    const rows = await answers()
    expect(rows.map(({ path = '' }) => path.split('/').slice(1).join('/'))).toEqual(['a.png', 'c.png', 'more/b.png'])
    for (const row of rows) {
      const picture = given.find(({ name }) => row.path?.endsWith(name))
      const single = await alone(() => drive.predict(page, picture ?? expect.fail()))
      expectAlike(sharesOf(row), single)
      expect(row.answer).toBe(await page.locator('[data-prediction]').getAttribute('data-prediction'))
    }
  })

  test('of a zip are answered alike, by keyboard, and counted by what they were answered', async () => {
    const files = (await pictures()).map(({ name, bytes }) => ({ path: `in/${name}`, bytes: new Uint8Array(bytes) }))
    const buffer = Buffer.from(await zipOf(files))
    const before = await answers()
    // It is switched off while the last picture is answered, and would not take the focus.
    const input = page.locator('[data-input="bulk"]:enabled')
    await input.waitFor({ state: 'attached' })
    const chooser = page.waitForEvent('filechooser')
    await input.press('Space')
    await (await chooser).setFiles({ name: 'three.zip', mimeType: 'application/zip', buffer })
    await page.getByRole('heading', { name: 'Many at once' }).locator('..').getByText('three.zip').waitFor()
    await page.locator('[data-bulk="done"]').waitFor()
    const rows = await answers()
    expect(rows.map(({ path }) => path)).toEqual(['in/a.png', 'in/b.png', 'in/c.png'])
    for (const [at, place] of [0, 2, 1].entries()) expectAlike(sharesOf(rows[at] ?? {}), sharesOf(before[place] ?? {}))
    const counts = await page.locator('[data-count]').evaluateAll((all) =>
      all.map((each) => {
        const { dataset } = each as unknown as { readonly dataset: DOMStringMap }
        return [dataset.count, Number(/\d+$/.exec(each.textContent ?? '')?.[0])] as const
      }),
    )
    for (const [name, times] of counts) expect(rows.filter(({ answer }) => answer === name)).toHaveLength(times)
    await keyboardOf(page).press('section[aria-label="Answers"]', 'ArrowDown')
  })

  test('that are called off keep the answers so far, and say how many were not asked', async () => {
    const [one] = await pictures()
    const many = Array.from({ length: 2000 }, (_, at) => ({
      path: `${at}.png`,
      bytes: new Uint8Array(one?.bytes ?? []),
    }))
    const buffer = Buffer.from(await zipOf(many))
    await page.locator('[data-input="bulk"]').setInputFiles({ name: 'many.zip', mimeType: 'application/zip', buffer })
    const bar = page.locator('[data-bulk="running"] [role="progressbar"][aria-valuenow]')
    await page.getByText(/^Answering$/).waitFor()
    await bar.waitFor()
    await page
      .locator('[data-bulk="running"]')
      .getByText(/^\d+ of 2,000 examples/)
      .waitFor()
    await page.locator('[data-bulk]').getByRole('button', { name: 'Cancel' }).click()
    await page.locator('[data-bulk="done"]').waitFor()
    const [answered, unasked] = [
      await count('[data-answered]', 'data-answered'),
      await count('[data-answered]', 'data-unasked'),
    ]
    expect(answered).toBeGreaterThan(0)
    expect(unasked).toBeGreaterThan(0)
    expect(answered + unasked).toBe(2000)
    expect(await answers()).toHaveLength(answered)
  })

  test('fit a phone, and are free of faults in the dark', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await spill()).toBeLessThanOrEqual(0)
    expect(await axeFaults(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 1280, height: 900 })
  })
})

describe('a watched folder', () => {
  const showFolder = () =>
    page.evaluate(() => {
      const showDirectoryPicker = async () => (await navigator.storage.getDirectory()).getDirectoryHandle('incoming')
      Object.assign(globalThis, { showDirectoryPicker })
    })

  /** What lies in the device's own store is a folder as a person's would be. */
  const put = (name: string, bytes: Buffer) =>
    page.evaluate(
      async ([file, values]) => {
        const root = await navigator.storage.getDirectory()
        const folder = await root.getDirectoryHandle('incoming', { create: true })
        const writer = await (await folder.getFileHandle(file, { create: true })).createWritable()
        await writer.write(new Uint8Array(values))
        await writer.close()
      },
      [name, [...bytes]] as const,
    )

  test('is answered as it is and as it comes; a file that cannot be read is named, and the watching goes on', async () => {
    const [one, two, three] = await pictures()
    await put('one.png', one?.bytes ?? Buffer.alloc(0))
    await showFolder()
    await keyboardOf(page).press('[data-action="watch-folder"]')
    await page.locator('[data-watching="incoming"]').waitFor()
    await page.locator('[data-answered="1"]').waitFor()
    expect(await page.locator('[data-input="bulk"]').isDisabled()).toBe(true)
    await put('broken.png', Buffer.from('\x89PNG nothing'))
    await page.locator('[data-left-out="1"]').waitFor()
    await put('two.png', two?.bytes ?? Buffer.alloc(0))
    await page.locator('[data-answered="2"]').waitFor()
    await put('three.png', three?.bytes ?? Buffer.alloc(0))
    await page.locator('[data-answered="3"]').waitFor()
    const shown = await page.locator('section[aria-label="Answers"] tbody tr td:first-child').allTextContents()
    expect(shown).toEqual(['three.png', 'two.png', 'one.png'])
    const rows = await answers()
    expect(rows.map(({ path }) => path)).toEqual(['one.png', 'two.png', 'three.png'])
    expect(await axeFaults(page)).toEqual([])
    await page.locator('[data-action="watch-folder"]').click()
    await page.locator('[data-watching]').waitFor({ state: 'detached' })
    await put('four.png', one?.bytes ?? Buffer.alloc(0))
    // Longer than three looks at the folder.
    await page.waitForTimeout(3500)
    expect(await count('[data-answered]', 'data-answered')).toBe(3)
  })

  test('is answered again, all of it, by a model that is brought meanwhile', async () => {
    const buffer = await drive.downloadModel(page)
    await drive.goTo(page, 'use')
    await showFolder()
    await page.locator('[data-action="watch-folder"]').click()
    await page.locator('[data-answered="4"]').waitFor()
    const file = { name: 'model.zip', mimeType: 'application/zip', buffer }
    await page.locator('[data-input="import-model"]').setInputFiles(file)
    await page.locator('[data-answering]', { hasText: 'Your model' }).waitFor()
    // What the model before had answered went with it.
    await page.locator('[data-answered="4"]').waitFor()
    expect(await page.locator('[data-watching="incoming"]').count()).toBe(1)
    await page.locator('[data-action="watch-folder"]').click()
  })

  test('is not offered where the browser has none, which Expert says', async () => {
    await page.evaluate(() => Reflect.deleteProperty(globalThis, 'showDirectoryPicker'))
    await page.evaluate(() => Object.assign(globalThis, { showDirectoryPicker: undefined }))
    await drive.goTo(page, 'data')
    await drive.goTo(page, 'use')
    expect(await page.locator('[data-refusal="watch"]').textContent()).toContain('gives pages no folder to watch')
    expect(await page.locator('[data-action="watch-folder"]').count()).toBe(0)
    await drive.goTo(page, 'deploy')
    await page.getByText('Simple', { exact: true }).first().click()
    await drive.goTo(page, 'use')
    await page.locator('[data-bulk], [data-input="bulk"]').first().waitFor()
    expect(await page.locator('[data-refusal="watch"]').count()).toBe(0)
    await drive.goTo(page, 'deploy')
    await page.getByText('Expert', { exact: true }).first().click()
    await drive.goTo(page, 'use')
  })
})

describe('the camera', () => {
  const best = async () => Number(await page.locator('[data-bar]').first().getAttribute('data-value'))
  const slider = (name: string) => page.locator(`[data-field="${name}"]`)

  /** How far the first bar goes up and down in so many looks. */
  async function range(): Promise<number> {
    const seen: number[] = []
    for (let look = 0; look < 40; look++) {
      seen.push(await best())
      await page.waitForTimeout(60)
    }
    return Math.max(...seen) - Math.min(...seen)
  }

  test('tells how many frames a second are answered, and the other one is a press away', async () => {
    await page.locator('[data-action="camera"]').click()
    await page.locator('video[data-facing="environment"][data-live]').waitFor()
    await page.locator('[data-fps]').waitFor()
    const perSecond = await count('[data-fps]', 'data-fps')
    expect(perSecond).toBeGreaterThan(0)
    // It asks every 66 ms at most.
    expect(perSecond).toBeLessThanOrEqual(16)
    expect(await page.locator('[data-fps]').textContent()).toMatch(/^\d+\.\d frames a second answered$/)
    await page.getByRole('button', { name: 'Front camera' }).click()
    await page.locator('video[data-facing="user"][data-live]').waitFor()
    await page.getByRole('button', { name: 'Back camera' }).click()
    await page.locator('video[data-facing="environment"][data-live]').waitFor()
  })

  test('names no class below the threshold, and smooths as much as is wanted, by keyboard', async () => {
    await slider('live-smoothing').focus()
    await page.keyboard.press('Home')
    expect(await slider('live-smoothing').getAttribute('aria-valuetext')).toBe('none')
    await page.locator('[data-fps]').waitFor()
    const rough = await range()
    await slider('live-smoothing').focus()
    await page.keyboard.press('End')
    await expect.poll(() => slider('live-smoothing').getAttribute('aria-valuetext')).toMatch(/^90\s%$/)
    const smooth = await range()
    expect(rough).toBeGreaterThan(0.01)
    expect(smooth).toBeLessThan(rough)
    await page.locator('[data-prediction]').waitFor()
    await slider('live-threshold').focus()
    await page.keyboard.press('End')
    await page.locator('[data-unnamed]').waitFor()
    expect(await page.locator('[data-unnamed]').textContent()).toBe('Not sure')
    expect(await page.getByText('No class is likely enough to be named.').count()).toBe(1)
    expect(await page.locator('[data-prediction]').count()).toBe(0)
    expect(await axeFaults(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await spill()).toBeLessThanOrEqual(0)
    await page.setViewportSize({ width: 1280, height: 900 })
    await slider('live-threshold').focus()
    await page.keyboard.press('Home')
    await page.locator('[data-prediction]').waitFor()
  })

  test('keeps both settings for the next visit of Use', async () => {
    await drive.goTo(page, 'data')
    await drive.goTo(page, 'use')
    await page.locator('[data-action="camera"]').click()
    expect(await slider('live-smoothing').getAttribute('aria-valuetext')).toMatch(/^90\s%$/)
    expect(await page.evaluate(() => JSON.parse(localStorage.getItem('thaw.live.1') ?? '{}'))).toEqual({
      threshold: 0,
      smoothing: 0.9,
    })
    await page.locator('[data-action="camera"]').click()
  })
})

test('rows of a table are answered as they are alone; of two columns of texts it tells which it read, and reads the other', async () => {
  await drive.bringSample(page, 'text-classification', 'messages')
  await drive.chooseModel(page, 'thaw-text')
  await drive.setFields(page, new Map([['epochs', 1]]))
  for await (const _ of drive.train(page));
  await drive.goTo(page, 'use')
  const texts = [
    ['Lunch on Friday?', 'Come and join us for a long lunch on Friday, there is room for everyone'],
    ['=Careful there', 'Do not touch the stove, it is still very hot from this morning'],
  ] as const
  const lines = texts.map(([subject, body], at) => `${at + 1},"${subject}","${body}"`)
  const table = {
    name: 'rows.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`id,subject,message body\n${lines.join('\n')}\n`),
  }
  await bring('bulk', table)
  const read = page.locator('[data-field="bulkTextColumn"]')
  await page.locator('[data-told="bulkAlsoTexts"]').waitFor()
  expect(await page.locator('[data-told="bulkAlsoTexts"]').textContent()).toContain('"subject"')
  const rows = await answers()
  expect(rows.map((row) => [row.id, row.subject, row['message body']])).toEqual([
    ['1', ...texts[0]],
    ['2', "'=Careful there", texts[1][1]],
  ])
  for (const [at, [, body]] of texts.entries())
    expectAlike(sharesOf(rows[at] ?? {}), await alone(() => drive.predictText(page, body)))
  expect(await axeFaults(page)).toEqual([])
  await read.selectOption('subject')
  await page.locator('[data-told="bulkAlsoTexts"]').waitFor({ state: 'detached' })
  await page.locator('[data-bulk="done"]').waitFor()
  const other = await answers()
  for (const [at, [subject]] of texts.entries())
    expectAlike(sharesOf(other[at] ?? {}), await alone(() => drive.predictText(page, subject)))
  expect(other.map(sharesOf)).not.toEqual(rows.map(sharesOf))
})
