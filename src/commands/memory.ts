/**
 * `npm run memory`: what the page's process takes while a published language model's shape is loaded and tuned by LoRA on
 * all layers over a base of 4 bits, on WASM. The models' files are made by script. It prints the table that stands in
 * docs/benchmarks.md; with `--write` it puts it there.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bytesInTable, bytesOfWeight, type PackingChoice } from '../shared/catalog/packings.ts'
import { en } from '../shared/messages/en.ts'
import { speak } from '../shared/messages/say.ts'
import { ensureBuilt } from './buildStudio.ts'
import { launchChromium } from './chromium.ts'
import { type DecoderShape, decoderShapes, makeDecoder } from './large/decoderShapes.ts'
import { type DecoderCosts, type DecoderRun, measureDecoder } from './large/measureDecoder.ts'
import { serveStudio } from './serve.ts'
import { writeBetweenMarks } from './writeBetweenMarks.ts'

const usage = `npm run memory -- [--only SmolLM2-135M,Qwen3-0.6B] [--quantise 4bit] [--write]`

const text = { type: 'string' } as const
const options = {
  only: text,
  quantise: { ...text, default: '4bit' },
  write: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

/** As the limits are stated for each. */
const trainings: Readonly<Record<DecoderShape, Pick<DecoderRun, 'tokens' | 'batch' | 'windows'>>> = {
  'SmolLM2-135M': { tokens: 256, batch: 4, windows: 12 },
  'Qwen3-0.6B': { tokens: 512, batch: 1, windows: 4 },
}

export async function main(words: string[]): Promise<number> {
  const { values } = parseArgs({ args: words, options })
  if (values.help) {
    console.log(usage)
    return 0
  }
  speak(en)
  const wanted = values.only?.split(',') ?? Object.keys(decoderShapes)
  await ensureBuilt()
  const served = await serveStudio()
  const rows: string[] = []
  try {
    for (const shape of wanted as DecoderShape[]) {
      rows.push(await measured(shape, values.quantise as PackingChoice, served.url))
      console.error(rows.at(-1))
    }
  } finally {
    await served.close()
  }
  const table = [...head, ...rows].join('\n')
  console.log(table)
  if (values.write) await writeBetweenMarks('docs/benchmarks.md', 'memory', table)
  return 0
}

const head = [
  '| shape | file | packed | tokens a step | page, empty | loading | training | said by Tune | counted by the run | steps |',
  '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
]

/** In a browser of its own, so that no peak is another's. */
async function measured(shape: DecoderShape, quantise: PackingChoice, url: string): Promise<string> {
  const training = trainings[shape]
  const folder = await mkdtemp(join(tmpdir(), 'thaw-decoder-'))
  const browser = await launchChromium()
  try {
    const paths = await makeDecoder(shape, folder)
    const costs = await measureDecoder(browser, url, { paths, folder, quantise, ...training })
    const { size } = await stat(paths[0] ?? '')
    return row(shape, { quantise, size, tokens: `${training.batch} × ${training.tokens}` }, costs)
  } finally {
    await browser.close()
    await rm(folder, { recursive: true })
  }
}

function row(
  shape: DecoderShape,
  { quantise, size, tokens }: { readonly quantise: PackingChoice; readonly size: number; readonly tokens: string },
  { empty, loaded, saidBytes, trained, steps, countedBytes }: DecoderCosts,
): string {
  const { vocab_size, hidden_size } = decoderShapes[shape]
  const table = vocab_size * hidden_size
  const packed = bytesInTable(quantise) * table + bytesOfWeight(quantise) * (size / 2 - table)
  const cells = [shape, mebi(size), mebi(packed), tokens, ...[empty, loaded.peak.page, trained.peak.page].map(mega)]
  return `| ${[...cells, mebi(saidBytes), mebi(countedBytes), steps].join(' | ')} |`
}

function mebi(bytes: number): string {
  return mega(bytes / 2 ** 20)
}

function mega(value: number): string {
  return `${Math.round(value).toLocaleString('en')} MiB`
}
