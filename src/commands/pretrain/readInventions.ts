/** Draws the invented figures once, in headless Chromium, and keeps their bytes. */
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launchChromium } from '../chromium.ts'
import { pageScript } from '../sample/pageScript.ts'
import type { Pictures } from './pictures.ts'

const side = 64
const piece = 50

export async function readInventions(kinds: number, perKind: number, cache: string): Promise<Pictures> {
  const file = join(cache, `inventions-${kinds}x${perKind}`)
  if (!existsSync(file)) await drawAll(kinds, perKind, file)
  return {
    classes: Array.from({ length: kinds }, (_, kind) => `invention ${kind}`),
    side,
    pixels: new Uint8Array(await readFile(file)),
    labels: Uint8Array.from({ length: kinds * perKind }, (_, index) => Math.floor(index / perKind)),
  }
}

async function drawAll(kinds: number, perKind: number, file: string): Promise<void> {
  const script = await pageScript(join(dirname(fileURLToPath(import.meta.url)), 'inventions.ts'))
  const browser = await launchChromium()
  try {
    const page = await browser.newPage()
    await page.addScriptTag({ content: script })
    const pieces: Buffer[] = []
    for (let kind = 0; kind < kinds; kind++) {
      for (let from = 0; from < perKind; from += piece) {
        const to = Math.min(perKind, from + piece)
        pieces.push(
          Buffer.from(await page.evaluate<string>(`sample.drawInventions(${kind}, ${from}, ${to}, ${side})`), 'base64'),
        )
      }
      if (kind % 8 === 7) console.log(`drew ${kind + 1} of ${kinds} kinds`)
    }
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, Buffer.concat(pieces))
  } finally {
    await browser.close()
  }
}
