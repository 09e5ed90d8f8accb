/**
 * `npm run sample` draws the built-in dataset anew, byte for byte the same in the same Chromium; with `-- --sheet FILE`
 * it also writes one PNG with every eighth picture, to look at.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { configure, Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js'
import type { Page } from 'playwright-core'
import { sampleData } from '../shared/catalog/sample.ts'
import { launchChromium } from './chromium.ts'
import { pageScript } from './sample/pageScript.ts'

interface Picture {
  readonly path: string
  readonly base64: string
}

const root = fileURLToPath(new URL('../..', import.meta.url))

export async function main(options: string[]): Promise<number> {
  const { values } = parseArgs({ args: options, options: { sheet: { type: 'string' } } })
  const script = await pageScript(join(root, 'src/commands/sample/page.ts'))
  const browser = await launchChromium()
  try {
    const page = await browser.newPage()
    await page.addScriptTag({ content: script })
    const pictures = await drawAll(page)
    const archive = await zip(pictures)
    await writeFile(join(root, 'public', sampleData.path), archive)
    console.log(`${sampleData.path}: ${pictures.length} pictures, ${archive.length} bytes`)
    if (values.sheet) await contactSheet(page, pictures, values.sheet)
    return 0
  } finally {
    await browser.close()
  }
}

async function drawAll(page: Page): Promise<Picture[]> {
  const pictures: Picture[] = []
  const perClass = sampleData.examples / sampleData.classes.length
  for (const name of sampleData.classes)
    for (let number = 1; number <= perClass; number++) {
      const path = `${name}/${name}-${String(number).padStart(3, '0')}.jpg`
      const base64 = await page.evaluate<string>(`sample.drawPicture(${JSON.stringify(name)}, ${number})`)
      pictures.push({ path, base64 })
    }
  return pictures
}

/** Stored, not deflated: JPEG does not shrink. A fixed date keeps the file the same from one day to the next. */
async function zip(pictures: readonly Picture[]): Promise<Uint8Array> {
  configure({ useWebWorkers: false })
  const date = new Date(2024, 0, 1)
  const writer = new ZipWriter(new Uint8ArrayWriter(), { level: 0, extendedTimestamp: false, lastModDate: date })
  for (const { path, base64 } of pictures) await writer.add(path, new Uint8ArrayReader(Buffer.from(base64, 'base64')))
  return writer.close()
}

async function contactSheet(page: Page, pictures: readonly Picture[], file: string): Promise<void> {
  const shown = pictures.filter((_, index) => index % 5 === 0)
  await page.setViewportSize({ width: 12 * 96, height: 96 })
  const images = shown.map(({ base64 }) => `<img width=96 height=96 src="data:image/jpeg;base64,${base64}">`)
  await page.setContent(`<body style="margin:0;line-height:0">${images.join('')}`)
  await mkdir(dirname(file), { recursive: true })
  await page.screenshot({ path: file, fullPage: true })
}
