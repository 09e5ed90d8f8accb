/**
 * The real SmolLM2-135M-Instruct, tuned a few steps by LoRA on all of its layers (WASM), as it leaves the page: whole, as
 * an adapter and as GGUF, with what the page says next and answers, for `check_smollm2.py` and `check_gguf.py`:
 *
 *     node src/commands/run.mjs ../../test/reference/makeSmollm2 FOLDER_OF_THE_MODEL FOLDER
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { nodeCodec } from '../../src/commands/nodeCodec.ts'
import { readDataset } from '../../src/engine/data/readDataset.ts'
import { unwatched } from '../../src/engine/export/exportWatch.ts'
import { ggufFiles } from '../../src/engine/export/gguf/exportGguf.ts'
import { exportAdapter } from '../../src/engine/export/peft/exportAdapter.ts'
import { exportFiles } from '../../src/engine/export/weights/exportWeights.ts'
import { continueText } from '../../src/engine/inference/continueText.ts'
import { networkOf, type TunedModel } from '../../src/engine/inference/tunedModel.ts'
import { openTemplate } from '../../src/engine/inputs/chat/chatTemplate.ts'
import { begunAnswer } from '../../src/engine/inputs/chat/chatTokens.ts'
import { namedTokens } from '../../src/engine/inputs/chat/namedTokens.ts'
import { publishedTemplate } from '../../src/engine/inputs/chat/publishedTemplate.ts'
import { tokenTensors } from '../../src/engine/inputs/inputs.ts'
import { loadModel, trunkOf } from '../../src/engine/models/liveModel.ts'
import { type ModelText, textOf } from '../../src/engine/models/modelText.ts'
import { forwardOf } from '../../src/engine/models/network.ts'
import { forwardBlocks } from '../../src/engine/models/trunk.ts'
import { runRecipe } from '../../src/engine/run/runRecipe.ts'
import { runControl } from '../../src/engine/train/runControl.ts'
import { readModelFiles } from '../../src/engine/weights/modelFiles.ts'
import { buildRecipe, defaultFields } from '../../src/shared/recipe/recipe.ts'
import { dataReadings } from '../../src/tasks/engines.ts'
import { startBackend } from '../support/backends.ts'
import '../support/speakEnglish.ts'

const questions = ['What is the capital of France?', 'Write the date as ISO 8601: 3 January 1953']

/** Dates, of which a few steps teach the form. */
const conversations = Array.from({ length: 24 }, (_, at) => {
  const [day, month, year] = [(7 * at) % 28, at % 12, 1950 + at]
  const name = new Date(Date.UTC(2000, month)).toLocaleString('en', { month: 'long', timeZone: 'UTC' })
  const two = (number: number) => String(number).padStart(2, '0')
  return {
    messages: [
      { role: 'user', content: `Write the date as ISO 8601: ${day + 1} ${name} ${year}` },
      { role: 'assistant', content: `${year}-${two(month + 1)}-${two(day + 1)}` },
    ],
  }
})

export async function main([source, folder]: string[]): Promise<number> {
  if (!source || !folder) throw new Error('Expected the folder of the model, and one to write to.')
  await startBackend('wasm')
  const names = (await readdir(source)).filter((name) => /\.(json|jinja|safetensors)$/.test(name))
  const files = await Promise.all(
    names.map(async (name) => ({ path: `m/${name}`, file: new Blob([await readFile(join(source, name))]) })),
  )
  const read = await readModelFiles(files)
  const trunk = trunkOf(read)
  const text = textOf(read, trunk) as ModelText
  const model = loadModel(trunk, read.weights)
  const data = new Blob(conversations.map((row) => `${JSON.stringify(row)}\n`))
  const dataset = await readDataset(
    { name: 'dates', files: [{ path: 'dates.jsonl', file: data }] },
    {
      ...{ textColumn: '', labelColumn: '', readings: dataReadings, onProgress: () => {}, codec: nodeCodec },
      signal: new AbortController().signal,
    },
  )
  const id = 'HuggingFaceTB/SmolLM2-135M-Instruct'
  const recipe = buildRecipe(
    {
      ...{ task: 'conversation', model: { id, revision: 'main' }, backend: 'wasm' },
      data: { name: dataset.name, fingerprint: dataset.fingerprint },
    },
    {
      ...defaultFields('lora', 'conversation'),
      ...{ 'method.rank': 8, 'method.targets': 'all', 'optimiser.learningRate': 0.001, thaw: 200 },
      ...{ epochs: 1, batch: 4, maxTokens: 96, 'sample.tokens': 4, cache: false },
    },
  )
  const { tuned } = await runRecipe({
    ...{ runId: 'run', recipe, dataset, model, text, codec: nodeCodec, from: null, sink: null },
    backend: { backend: 'wasm', adapter: 'node' },
    emit: (event) => event.type === 'steps' && console.log(event.steps.map(({ loss }) => loss.toFixed(4)).join(' ')),
    control: runControl(),
    signal: new AbortController().signal,
  })
  const untouched: TunedModel = { ...tuned, model, adapter: null }
  const page = { untouched: await saidBy(untouched, text), tuned: await saidBy(tuned, text) }
  await save(join(folder, 'page.json'), new Blob([JSON.stringify(page)]))
  console.log(JSON.stringify({ untouched: page.untouched.map(answerOf), tuned: page.tuned.map(answerOf) }, null, 1))
  const made = {
    weights: await exportFiles(tuned),
    adapter: (await exportAdapter(tuned)) ?? [],
    gguf: await ggufFiles(tuned, unwatched, { numbers: 'both' }),
  }
  for (const [target, written] of Object.entries(made))
    for (const { name, blob } of written) await save(join(folder, target, name), blob)
  for (const { name, blob } of await ggufFiles(untouched, unwatched, { numbers: 'both' }))
    await save(join(folder, 'base', name), blob)
  return 0
}

type Said = Awaited<ReturnType<typeof saidBy>>[number]

const answerOf = ({ answer }: Said) => answer

async function saidBy(tuned: TunedModel, text: ModelText) {
  const { tokenizer } = text
  const source = publishedTemplate(tokenizer.files.config) ?? ''
  const template = await openTemplate({ kind: 'own', source }, namedTokens(tokenizer))
  const said = []
  for (const question of questions) {
    const begun = begunAnswer(template, tokenizer, [{ role: 'user', content: question }])
    const { text: answer } = await continueText(networkOf(tuned), text, {
      ...{ begun, seed: 1, stopped: () => false, onText: () => {} },
      settings: { ...{ prompt: '', temperature: 0, tokens: 24 }, ...drawn },
    })
    said.push({
      question,
      ids: begun.ids,
      logits: await logitsOf(tuned, begun.ids, tokenizer.padId),
      answer: answer.trim(),
    })
  }
  return said
}

/** As the likeliest word is taken, none of these counts. */
const drawn = { topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 }

async function logitsOf(tuned: TunedModel, ids: readonly number[], padId: number): Promise<number[]> {
  const logits = tf.tidy(() => {
    const network = networkOf(tuned)
    const { x } = tokenTensors([{ ids: Int32Array.from(ids), weights: null }], padId)
    const f = forwardOf(network)
    const states = forwardBlocks(network.trunk, f, x, 0, network.trunk.blocks.length) as tf.Tensor3D
    const last = tf.slice(states, [0, ids.length - 1, 0], [1, 1, -1])
    return network.trunk.nextToken?.(f, last) as tf.Tensor3D
  })
  return [...(await logits.data())]
}

async function save(path: string, blob: Blob): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, new Uint8Array(await blob.arrayBuffer()))
}
