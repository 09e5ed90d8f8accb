/**
 * Small networks of every family that llama.cpp computes, as GGUF, each with what the page says comes next, for
 * `check_gguf.py` to ask llama.cpp:
 *
 *     node src/commands/run.mjs ../../test/reference/makeGguf FOLDER
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { unwatched } from '../../src/engine/export/exportWatch.ts'
import { ggufFiles } from '../../src/engine/export/gguf/exportGguf.ts'
import { disposeTuned } from '../../src/engine/inference/tunedModel.ts'
import { startBackend } from '../support/backends.ts'
import { caseName, type ExportCase, examplesOf, pageAnswers, tunedCase } from './exportCases.ts'
import { exportNetwork } from './exportNetworks.ts'
import '../support/speakEnglish.ts'

const task = 'text-generation'
const networks = ['llama', 'llama-stretched', 'llama-pieces', 'qwen2', 'qwen3', 'gemma3-even', 'gpt2']

export const ggufCases = networks.flatMap((network) =>
  (['full', 'lora'] as const).map((method): ExportCase => ({ network, task, method })),
)

export async function main([folder]: string[]): Promise<number> {
  if (!folder) throw new Error('Expected a folder to write the networks to.')
  await startBackend('cpu')
  for (const each of ggufCases) await write(each, join(folder, caseName(each)))
  console.log(`${ggufCases.length} networks in ${folder}`)
  return 0
}

async function write(each: ExportCase, folder: string): Promise<void> {
  const { model, text } = await exportNetwork(each.network).open()
  const tuned = await tunedCase(each, model, text)
  const texts = examplesOf(task) as readonly string[]
  const ids = texts.map((words) => [...(text?.tokenizer.encode(words, { special: false }) ?? [])])
  const page = { texts, ids, logits: await pageAnswers(tuned) }
  for (const { name, blob } of await ggufFiles(tuned, unwatched, { numbers: 'both' }))
    await save(join(folder, name), blob)
  if (tuned.adapter)
    for (const { name, blob } of await ggufFiles({ ...tuned, adapter: null }, unwatched, { numbers: 'f16' }))
      await save(join(folder, 'base', name), blob)
  await save(join(folder, 'page.json'), new Blob([JSON.stringify(page)]))
  disposeTuned(tuned)
}

async function save(path: string, blob: Blob): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, new Uint8Array(await blob.arrayBuffer()))
}
