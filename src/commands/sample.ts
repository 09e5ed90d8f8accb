/**
 * `npm run sample` draws the built-in pictures anew, byte for byte the same in the same Chromium; `-- NAME` those of one
 * sample alone. With `-- --sheet FILE` it also writes one PNG with every fifth picture, to look at.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { configure, Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js'
import type { Page } from 'playwright-core'
import { type OfferedSample, samples } from '../shared/catalog/sample.ts'
import { launchChromium } from './chromium.ts'
import { pageScript } from './sample/pageScript.ts'

interface Picture {
  readonly path: string
  /** A data URL. */
  readonly url: string
}

const root = fileURLToPath(new URL('../..', import.meta.url))

export async function main(options: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: options,
    options: { sheet: { type: 'string' } },
    allowPositionals: true,
  })
  const drawn = drawnSamples(positionals)
  const script = await pageScript(join(root, 'src/commands/sample/page.ts'))
  const browser = await launchChromium()
  try {
    const page = await browser.newPage()
    await page.addScriptTag({ content: script })
    const all: Picture[] = []
    for (const sample of drawn) {
      const pictures = await drawAll(page, sample)
      const archive = await zip(pictures)
      await writeFile(join(root, 'public', sample.path), archive)
      console.log(`${sample.path}: ${pictures.length} pictures, ${archive.length} bytes`)
      all.push(...pictures)
    }
    if (values.sheet) await contactSheet(page, all, values.sheet)
    return 0
  } finally {
    await browser.close()
  }
}

/** Those that are named, or all. @throws Error that names what is no sample of pictures. */
function drawnSamples(names: readonly string[]): readonly OfferedSample[] {
  // Pictures alone come in an archive.
  const drawn = samples.filter(({ path }) => path.endsWith('.zip'))
  if (names.length === 0) return drawn
  return names.map((name) => {
    const sample = drawn.find((candidate) => candidate.name === name)
    if (!sample)
      throw new Error(`No sample of pictures is called "${name}": ${drawn.map((each) => each.name).join(', ')}.`)
    return sample
  })
}

async function drawAll(page: Page, sample: OfferedSample): Promise<Picture[]> {
  const pictures: Picture[] = []
  const perClass = sample.examples / sample.classes.length
  for (const name of sample.classes)
    for (let number = 1; number <= perClass; number++) {
      const asked = [sample.name, name, number].map((word) => JSON.stringify(word)).join(', ')
      const url = await page.evaluate<string>(`sample.drawPicture(${asked})`)
      const ending = url.startsWith('data:image/jpeg') ? 'jpg' : 'webp'
      pictures.push({ path: `${name}/${name}-${String(number).padStart(3, '0')}.${ending}`, url })
    }
  return pictures
}

/** Stored, not deflated: JPEG and WebP do not shrink. A fixed date keeps the file the same from one day to the next. */
async function zip(pictures: readonly Picture[]): Promise<Uint8Array> {
  configure({ useWebWorkers: false })
  const date = new Date(2024, 0, 1)
  const writer = new ZipWriter(new Uint8ArrayWriter(), { level: 0, extendedTimestamp: false, lastModDate: date })
  for (const { path, url } of pictures)
    await writer.add(path, new Uint8ArrayReader(Buffer.from(url.replace(/^.*,/, ''), 'base64')))
  return writer.close()
}

async function contactSheet(page: Page, pictures: readonly Picture[], file: string): Promise<void> {
  const shown = pictures.filter((_, index) => index % 5 === 0)
  await page.setViewportSize({ width: 12 * 96, height: 96 })
  const images = shown.map(({ url }) => `<img width=96 height=96 src="${url}">`)
  await page.setContent(`<body style="margin:0;line-height:0">${images.join('')}`)
  await mkdir(dirname(file), { recursive: true })
  await page.screenshot({ path: file, fullPage: true })
}
