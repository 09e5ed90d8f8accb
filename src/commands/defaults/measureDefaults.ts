/** One data set, by the defaults and by a linear classifier, at each amount of data and seed that was asked for. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Dataset } from '../../engine/data/dataset.ts'
import { readDataset } from '../../engine/data/readDataset.ts'
import { type Split, splitDataset } from '../../engine/data/splitDataset.ts'
import { classOf } from '../../engine/data/target.ts'
import { trunkFeatures } from '../../engine/evaluate/trunkFeatures.ts'
import { disposeTuned } from '../../engine/inference/tunedModel.ts'
import { type OpenModel, openModel } from '../../engine/models/openModel.ts'
import { runRecipe } from '../../engine/run/runRecipe.ts'
import { memoryStore } from '../../engine/storage/blobStore.ts'
import type { FeatureStore } from '../../engine/storage/featureStore.ts'
import { runControl } from '../../engine/train/runControl.ts'
import type { MethodId } from '../../methods/ids.ts'
import { modelCards } from '../../shared/catalog/models.ts'
import type { FieldValue } from '../../shared/recipe/field.ts'
import { buildRecipe, defaultFields, type Recipe } from '../../shared/recipe/recipe.ts'
import { taskCard } from '../../tasks/cards.ts'
import { dataReadings, taskEngines } from '../../tasks/engines.ts'
import { folderAnswers } from '../folderAnswers.ts'
import { nodeCodec } from '../nodeCodec.ts'
import { fileFeatures } from './fileFeatures.ts'
import { classifier, linearClassifier } from './linearClassifier.ts'
import type { Row, Rows } from './rows.ts'

export interface Measured {
  readonly data: string
  readonly model?: string | undefined
  readonly methods: readonly MethodId[]
  /** Set other than by default, to see what that would give. */
  readonly fields: ReadonlyMap<string, FieldValue>
  /** Of each class; 0 takes all. */
  readonly labels: readonly number[]
  readonly seeds: readonly number[]
  readonly python: string
  readonly hub?: string | undefined
  readonly cache: string
  readonly rows: Rows
}

/** Rows that are known already are not computed again. */
export async function measureDefaults(wanted: Measured): Promise<void> {
  const { rows, labels, seeds, methods, fields } = wanted
  const dataset = await readData(wanted.data)
  const bench = await openBench(wanted, dataset)
  const learners = new Map<string, (asked: Asked) => ReturnType<typeof byClassifier | typeof byMethod>>([
    [classifier, (asked) => byClassifier(wanted, bench, asked)],
    ...methods.map((method) => {
      return [nameOf(method, fields), (asked: Asked) => byMethod(bench, { ...asked, method, fields })] as const
    }),
  ])
  try {
    for (const each of labels)
      for (const seed of seeds)
        for (const [learner, measure] of learners) {
          const key = { ...bench.about, labels: each, seed, learner }
          if (rows.has(key) || isAll(bench, each)) continue
          await rows.add({ ...key, data: dataset.name, ...(await measure({ labels: each, seed })) })
          console.error(JSON.stringify(rows.all().at(-1)))
        }
  } finally {
    bench.model.live.dispose()
  }
}

/** "lora", or "lora epochs=4" where that was set. */
function nameOf(method: MethodId, fields: Measured['fields']): string {
  return [method, ...[...fields].map(([key, value]) => `${key}=${value}`)].join(' ')
}

/** More of a class than there are come to the same as all. */
function isAll(bench: Bench, labels: number): boolean {
  const { dataset } = bench
  const all = splitBy(recipeOf(bench, { labels: 0, seed: 1 }), dataset).train.length
  return labels > 0 && labels * dataset.classes.length >= all
}

interface Bench {
  readonly dataset: Dataset
  readonly model: OpenModel
  readonly store: FeatureStore
  readonly about: Pick<Row, 'fingerprint' | 'model' | 'revision'>
  /** Of every example, in the data set's order; computed when first asked for. */
  readonly features: () => Promise<readonly Float32Array[]>
}

interface Asked {
  readonly labels: number
  readonly seed: number
}

interface AskedRun extends Asked {
  readonly method: MethodId
  readonly fields: Measured['fields']
}

async function readData(path: string): Promise<Dataset> {
  const file = new Blob([new Uint8Array(await readFile(path))])
  const request = { name: basename(path), files: [{ path: basename(path), file }] }
  const { signal } = new AbortController()
  const quiet = { onProgress() {}, signal, codec: nodeCodec, readings: dataReadings }
  const dataset = await readDataset(request, { textColumn: '', labelColumn: '', ...quiet })
  if (taskCard(dataset.task).target !== 'class')
    throw new Error(`${path} is data for ${dataset.task}; a linear classifier needs a class of each example.`)
  return dataset
}

async function openBench({ model: asked, hub, cache }: Measured, dataset: Dataset): Promise<Bench> {
  const { task, fingerprint } = dataset
  const id = asked ?? modelCards.find(({ source, tasks }) => source.kind === 'site' && tasks.includes(task))?.id
  if (id === undefined) throw new Error(`No embedded model fits ${task}: name one by --model.`)
  const model = await openModel(
    { kind: 'catalog', id },
    {
      fetch: fetchFrom(hub),
      store: memoryStore(),
      storeWarning: null,
      siteBase,
      onProgress() {},
      signal: new AbortController().signal,
    },
  )
  const about = { fingerprint, model: id, revision: model.summary.revision }
  let features: Promise<readonly Float32Array[]> | null = null
  return {
    ...{ dataset, model, about, store: fileFeatures(join(cache, 'features')) },
    features: () => (features ??= featuresOf(dataset, model, recipeOf({ dataset, about }, { labels: 0, seed: 1 }))),
  }
}

const siteBase = 'https://studio.example/'

/** The site's files from `public`, a hub's from a folder. */
function fetchFrom(hub: string | undefined): typeof fetch {
  const answer = hub === undefined ? null : folderAnswers(hub)
  return async (input, init) => {
    const url = String(input instanceof Request ? input.url : input)
    if (url.startsWith(siteBase)) {
      const path = join('public', new URL(url).pathname)
      return existsSync(path) ? new Response(new Uint8Array(await readFile(path))) : new Response('', { status: 404 })
    }
    if (!answer) throw new Error(`${url} is fetched from a folder alone: --hub DIR.`)
    const { headers, method = 'GET' } = init ?? {}
    const { status, body, ...given } = await answer({ url, method, range: new Headers(headers).get('range') })
    return new Response(new Uint8Array(body), { status, headers: given.headers })
  }
}

function recipeOf(
  { dataset, about }: Pick<Bench, 'dataset' | 'about'>,
  { labels, seed, method = 'head', fields = new Map() }: Asked & Partial<AskedRun>,
): Recipe {
  const { task, name, fingerprint, classes } = dataset
  const usual = { ...Object.fromEntries(fields), seed, maxTrain: labels * classes.length }
  const identity = { task, model: { id: about.model, revision: about.revision }, data: { name, fingerprint } }
  const build = (rows: number | null) =>
    buildRecipe({ ...identity, backend: 'wasm' }, { ...defaultFields(method, task, rows), ...usual })
  return build(splitBy(build(null), dataset).train.length)
}

function splitBy({ split, seed, maxTrain }: Recipe, dataset: Dataset): Split {
  return splitDataset(dataset, { ...split, seed: split.seed || seed, maxTrain })
}

async function featuresOf(dataset: Dataset, { live, text }: OpenModel, recipe: Recipe) {
  const { signal } = new AbortController()
  const { input } = await taskEngines[dataset.task].prepare({
    ...{ recipe, dataset, text, signal, trunk: live.trunk, codec: nodeCodec, virtualTokens: 0 },
    split: splitBy(recipe, dataset),
    emit() {},
  })
  const all = dataset.examples.map((_, at) => at)
  return trunkFeatures(live, input, all, { task: dataset.task, signal, onBatch() {} })
}

async function byClassifier({ python }: Measured, bench: Bench, asked: Asked) {
  const split = splitBy(recipeOf(bench, asked), bench.dataset)
  const labels = bench.dataset.examples.map(classOf)
  const { accuracy, c } = await linearClassifier(python, { split, features: await bench.features(), labels })
  return { accuracy, c, tested: split.test.length }
}

async function byMethod(bench: Bench, asked: AskedRun) {
  const { dataset, model, store, about } = bench
  const { result, tuned } = await runRecipe({
    runId: 'defaults',
    recipe: recipeOf(bench, asked),
    dataset,
    model: model.live,
    text: model.text,
    codec: nodeCodec,
    keeping: { store, weights: `${about.model}@${about.revision}` },
    backend: { backend: 'wasm', adapter: 'Node' },
    emit() {},
    control: runControl(),
    signal: new AbortController().signal,
    from: null,
    sink: null,
  })
  disposeTuned(tuned)
  const { test, bestEpoch, epochs, counts } = result
  const accuracy = taskCard(dataset.task).score.ofTest(test)
  return { accuracy, tested: counts.test, epochs: [bestEpoch, epochs.length] as const }
}
