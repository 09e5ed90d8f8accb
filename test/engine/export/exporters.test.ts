/** Every export's row and its exporter: what is written is what the row names, and what is missing is said in its words. */
import { beforeAll, describe, expect, test } from 'vitest'
import { gatherProject } from '../../../src/engine/calls/gatherProject.ts'
import type { ModelSource } from '../../../src/engine/export/exporter.ts'
import { exporters, modelExporter } from '../../../src/engine/export/exporters.ts'
import { unwatched } from '../../../src/engine/export/exportWatch.ts'
import { besideWeights, runtimeWeight } from '../../../src/engine/export/page/planPage.ts'
import { disposeTuned, type TunedModel } from '../../../src/engine/inference/tunedModel.ts'
import type { OpenModel } from '../../../src/engine/models/openModel.ts'
import { adapterFormats } from '../../../src/shared/catalog/adapterFormats.ts'
import {
  type ExportId,
  exportCard,
  exportCards,
  exportedFile,
  exportGroups,
  exportIds,
  type ModelExportId,
  modelExportIds,
} from '../../../src/shared/catalog/exports.ts'
import type { ExportOptions } from '../../../src/shared/domain/exports.ts'
import type { ExportedFile } from '../../../src/shared/domain/files.ts'
import { sayError } from '../../../src/shared/messages/say.ts'
import { tunedCase } from '../../reference/exportCases.ts'
import { exportNetwork } from '../../reference/exportNetworks.ts'
import { makeCase } from '../../reference/pythonCases.ts'
import { entriesOf } from '../../support/archives.ts'
import { startBackend } from '../../support/backends.ts'
import { builtSite, noSite } from '../../support/runtimeSite.ts'
import { tinyText } from '../../support/tinyText.ts'
import { type TunedCase, tunedFixture } from '../../support/tunedFixture.ts'
import { benchOf, keptRuns } from './project/projects.ts'

const seen: TunedCase = { base: 'resnet-basic', method: 'lora', task: 'image-classification' }
const read: TunedCase = { base: 'bert', method: 'lora', task: 'text-classification' }
const pairs: TunedCase = { ...read, task: 'text-pair-classification' }
const written: TunedCase = { base: 'gpt2', method: 'lora', task: 'text-generation' }

/** One export: its names, and what the model reads and has. */
interface Made {
  readonly names: readonly string[]
  readonly has: { readonly image: boolean; readonly text: boolean; readonly classes: boolean }
}

const makers: { readonly [Id in ExportId]: () => Promise<readonly Made[]> } = {
  weights: async () => [
    await made('weights', seen),
    await made('weights', read),
    await made('weights', written),
    await made('weights', pairs),
    await made('weights', { ...seen, method: 'full' }),
    await madePooled('bert-mean'),
    await madePooled('distilbert-max'),
    await madeTalk('weights'),
  ],
  adapter: async () => [
    await made('adapter', seen),
    await made('adapter', written),
    await made('adapter', pairs),
    await made('adapter', { ...read, method: 'adapter' }),
    await madeTalk('adapter'),
  ],
  onnx: async () => [
    await made('onnx', seen),
    await made('onnx', read),
    await made('onnx', written),
    await made('onnx', { ...read, method: 'adapter' }),
  ],
  gguf: async () => [await madeGguf({}), await madeGguf({ numbers: 'both' })],
  page: async () => [await made('page', seen), await made('page', read), await made('page', written)],
  site: async () => [
    await made('site', seen, { example: new Blob(['a picture']), picture: new Blob(['another']) }),
    await made('site', read),
    await made('site', written),
  ],
  tfjs: async () => [await made('tfjs', seen), await made('tfjs', { ...seen, base: 'mobilenet-v2', method: 'full' })],
  python: async () => [await madeProject('folder'), await madeProject('reference')],
  project: async () => {
    const context = benchOf()
    await keptRuns(context.around.repository)
    const project = await gatherProject(context, { runIds: ['run-a', 'run-b'], withData: true })
    const [{ name, blob }] = await exporters.project.write(project)
    expect(name).toBe('mails-project.zip')
    const entries = await entriesOf(new Uint8Array(await blob.arrayBuffer()))
    return [{ names: entries.map(({ path }) => path), has: { image: false, text: true, classes: true } }]
  },
}

beforeAll(() => startBackend('cpu'))

describe.each(exportIds)('the export %s', (id) => {
  const card = exportCard(id)

  test('has words for itself and for each of its files', () => {
    for (const words of [card.title, card.use, card.button, card.needs]) expect(words).toMatch(/^[A-Z].{4,}$/)
    for (const key of card.refusal ? [card.refusal] : [])
      expect(sayError({ key, parameters: {} }).every((words) => /^[A-Z].*\.$/.test(words))).toBe(true)
    expect(exportGroups[card.group]).toBeDefined()
    for (const { label, help } of card.options ?? [])
      for (const words of [label, help]) expect(words).toMatch(/^[A-Z].{3,}$/)
    for (const { holds } of card.files) expect(holds).toMatch(/^[a-z].*[a-z]$/)
    expect(new Set(card.files.map(({ name }) => name)).size).toBe(card.files.length)
  })

  test('has an action and an archive of its own', () => {
    const others = exportIds.filter((other) => other !== id).map(exportCard)
    expect(others.map(({ action }) => action)).not.toContain(card.action)
    expect(others.map(({ suffix }) => suffix)).not.toContain(card.suffix)
  })

  test('writes the files that its row names, and no others', { timeout: 60_000 }, async () => {
    const all = await makers[id]()
    for (const { names, has } of all) {
      expect(names.filter((name) => exportedFile(id, name) === null)).toEqual([])
      const due = card.files.filter(({ where, sometimes }) => !sometimes && (where === undefined || has[where]))
      const there = new Set(names.map((name) => exportedFile(id, name)))
      expect(due.filter((file) => !there.has(file))).toEqual([])
    }
    const ever = new Set(all.flatMap(({ names }) => names.map((name) => exportedFile(id, name))))
    expect(card.files.filter((file) => !ever.has(file))).toEqual([])
  })
})

test('an adapter comes in one of its two forms, whole', async () => {
  for (const [method, { settings, tensors }] of [
    ['lora', adapterFormats.peft],
    ['adapter', adapterFormats.own],
  ] as const) {
    const { names } = await made('adapter', { ...read, method })
    const forms = Object.values(adapterFormats).flatMap((form) => [form.settings, form.tensors] as string[])
    expect(names.filter((name) => forms.includes(name)).sort()).toEqual([settings, tensors].sort())
  }
})

test('what is not there to take away is said in the words of its row', async () => {
  const refusals = {
    weights: () => made('weights', { ...read, method: 'adapter' }),
    adapter: () => made('adapter', { ...seen, method: 'full' }),
    page: () => made('page', { ...read, method: 'adapter' }),
    site: () => made('site', { ...read, method: 'adapter' }),
    onnx: () => writtenOf('onnx', { ...written, method: 'prompt' }),
    gguf: () => writtenOf('gguf', { ...written, method: 'prompt' }),
    tfjs: () => made('tfjs', { ...seen, base: 'vit' }),
    python: () =>
      madeOf('python', { ask: () => Promise.reject(new Error('not asked')), lastRun: null, model: null, site: noSite }),
  }
  expect(Object.keys(refusals)).toEqual(modelExportIds)
  const planned = {
    weights: () => plannedOf('weights', { ...read, method: 'adapter' }),
    adapter: () => plannedOf('adapter', { ...seen, method: 'full' }),
    page: () => plannedOf('page', { ...read, method: 'adapter' }),
    site: () => plannedOf('site', { ...read, method: 'adapter' }),
    onnx: () => writtenOf('onnx', { ...written, method: 'prompt' }),
    gguf: () => plannedOf('gguf', { ...written, method: 'prompt' }),
    tfjs: () => plannedOf('tfjs', { ...seen, base: 'vit' }),
    python: () => plannedOf('python', seen),
  }
  for (const id of modelExportIds) {
    const [message, advice] = sayError({ key: exportCards[id].refusal, parameters: {} })
    for (const refused of [refusals[id], planned[id]])
      await expect(refused()).rejects.toMatchObject({ code: 'export-refused', message, advice })
  }
})

test('what is read back in the page has a reader, and what is not says how it can be checked', () => {
  for (const id of modelExportIds) {
    const { proof } = exportCard(id)
    expect(proof === 'here').toBe(modelExporter(id).readBack !== undefined)
    if (proof !== 'here') expect(proof?.elsewhere).toMatch(/^[A-Z].{20,}\.$/)
  }
})

test('what no graph says of a method is said beforehand, in the words of the method', async () => {
  const refused = plannedOf('onnx', { ...written, method: 'prompt' })
  await expect(refused).rejects.toThrow('a prompt stands before the first tokens alone.')
  await expect(refused).rejects.toMatchObject({ code: 'export-refused', advice: 'Download the adapter instead.' })
})

/** Without asking before. */
async function writtenOf(id: ModelExportId, of: TunedCase): Promise<unknown> {
  const { tuned, dispose } = await tunedFixture(of)
  try {
    return await modelExporter(id).write(lending(tuned), unwatched, {})
  } finally {
    dispose()
  }
}

async function plannedOf(id: ModelExportId, of: TunedCase): Promise<unknown> {
  const { tuned, dispose } = await tunedFixture(of)
  try {
    return await modelExporter(id).plan(lending(tuned), {})
  } finally {
    dispose()
  }
}

async function made(
  id: 'weights' | 'adapter' | 'onnx' | 'tfjs' | 'page' | 'site',
  of: TunedCase,
  options: ExportOptions = {},
): Promise<Made> {
  const { tuned, dispose } = await tunedFixture(of)
  const { input } = tuned.model.trunk
  const text = input.kind === 'text' ? tinyText() : null
  try {
    const names = await madeOf(id, lending({ ...tuned, text }), options)
    const classes = tuned.labels.length > 0
    return { names, has: { image: input.kind === 'image', text: text !== null, classes } }
  } finally {
    dispose()
  }
}

/** A network that transformers has no classifier for. */
async function madePooled(network: string): Promise<Made> {
  const { model, text } = await exportNetwork(network).open()
  const tuned = await tunedCase({ network, task: 'text-classification', method: 'full' }, model, text)
  const names = await madeOf('weights', lending(tuned))
  disposeTuned(tuned)
  return { names, has: { image: false, text: true, classes: true } }
}

/** A model that converses by the plain template. */
async function madeTalk(id: 'weights' | 'adapter'): Promise<Made> {
  const { model, text } = await exportNetwork('llama').open()
  const tuned = await tunedCase({ network: 'llama', task: 'conversation', method: 'lora' }, model, text)
  const names = await madeOf(id, lending({ ...tuned, constants: { plainTemplate: [1] } }))
  expect(names).toContain('chat_template.jinja')
  disposeTuned(tuned)
  return { names, has: { image: false, text: true, classes: false } }
}

/** A model that writes, whose tokenizer is one of bytes. */
async function madeGguf(options: ExportOptions): Promise<Made> {
  const { model, text } = await exportNetwork('llama').open()
  const tuned = await tunedCase({ network: 'llama', task: 'text-generation', method: 'lora' }, model, text)
  const names = await madeOf('gguf', lending(tuned), options)
  disposeTuned(tuned)
  return { names, has: { image: false, text: true, classes: false } }
}

/** A run on a network from the Hub brings its tokenizer alone along; one from a folder, all of it. */
async function madeProject(kind: 'folder' | 'reference'): Promise<Made> {
  const {
    model: live,
    text,
    ...run
  } = await makeCase({
    name: 'sorting',
    network: 'bert',
    task: 'text-classification',
    method: 'lora',
  })
  const request = kind === 'folder' ? { kind, files: [] } : { kind, text: 'a/b@v1' }
  try {
    const model = { live, text, request } as unknown as OpenModel
    const source = {
      ask: () => Promise.reject(new Error('not asked')),
      lastRun: { ...run, model },
      model,
      site: noSite,
    }
    return { names: await madeOf('python', source), has: { image: false, text: true, classes: true } }
  } finally {
    live.dispose()
  }
}

function lending(tuned: TunedModel): ModelSource {
  return { ask: (work) => work(tuned), lastRun: null, model: null, site: builtSite, card: '# The run\n' }
}

/** The names of what is written; what was planned before holds: nothing was refused, and no file is another. */
async function madeOf(id: ModelExportId, source: ModelSource, options: ExportOptions = {}): Promise<string[]> {
  const { plan, write } = modelExporter(id)
  const planned = await plan(source, options)
  const files = await write(source, unwatched, options)
  const names = files.map(({ name }) => name)
  if (planned.files) expect(planned.files).toEqual(names)
  // The site of these tests has a runtime of a few bytes.
  const absent: Partial<Record<ModelExportId, number>> = { page: besideWeights, site: runtimeWeight }
  if (planned.bytes !== null) expectNear(planned.bytes - (absent[id] ?? 0), bytesOf(files))
  return names
}

/** An estimate of weights alone: small networks have as much beside them. */
function expectNear(planned: number, written: number): void {
  expect(planned).toBeLessThanOrEqual(1.02 * written)
  expect(planned + 200_000).toBeGreaterThan(written)
}

function bytesOf(files: readonly ExportedFile[]): number {
  return files.reduce((sum, { blob }) => sum + blob.size, 0)
}
