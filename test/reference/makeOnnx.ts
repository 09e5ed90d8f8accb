/**
 * Exports the cases' networks as ONNX into a folder, each with inputs and the logits that the engine computes (CPU
 * backend), for `check_onnx.py` to run in onnxruntime:
 *
 *     node src/commands/run.mjs ../../test/reference/makeOnnx FOLDER [NAME …]
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { nodeCodec } from '../../src/commands/nodeCodec.ts'
import { unwatched } from '../../src/engine/export/exportWatch.ts'
import { onnxFiles } from '../../src/engine/export/onnx/exportOnnx.ts'
import { disposeTuned, type TunedModel } from '../../src/engine/inference/tunedModel.ts'
import { taskCard } from '../../src/tasks/cards.ts'
import { taskEngines } from '../../src/tasks/engines.ts'
import { startBackend } from '../support/backends.ts'
import { pngBlob } from '../support/nodeImages.ts'
import { byName } from '../support/sampleAnswers.ts'
import { drawnInput, type Fed, logitsOf, tunedNetwork } from '../support/tunedNetwork.ts'
import { type OnnxCase, onnxCases } from './onnxCases.ts'

export async function main([folder, ...names]: string[]): Promise<number> {
  if (!folder) throw new Error('Expected a folder to write the networks to.')
  await startBackend('cpu')
  const chosen = onnxCases.filter(({ name }) => names.length === 0 || names.some((wanted) => name.includes(wanted)))
  for (const each of chosen) await write(each, join(folder, each.name))
  console.log(`${chosen.length} networks in ${folder}`)
  return 0
}

async function write(given: OnnxCase, folder: string): Promise<void> {
  const tuned = await tunedNetwork(given)
  const { kind } = tuned.model.trunk.input
  const sizes = (kind === 'text' ? [5, 64] : [0]).flatMap((tokens) => [1, 3].map((batch) => [batch, tokens] as const))
  const runs = sizes.map(([batch, tokens]) => {
    const fed = drawnInput(tuned, batch, tokens)
    return { inputs: portsOf(fed), logits: written(logitsOf(tuned, fed)) }
  })
  for (const { name, blob } of await onnxFiles(tuned, unwatched)) await save(join(folder, name), blob)
  const picture = drawnPicture(tuned)
  if (picture) await save(join(folder, 'picture.png'), picture)
  const asked = await askedAsInReadme(tuned, picture)
  await save(join(folder, 'page.json'), new Blob([JSON.stringify({ row: given.row, task: given.task, runs, asked })]))
  disposeTuned(tuned)
}

/** As large as the network reads it, before the middle is cut out, with a white corner; null for texts. */
function drawnPicture({ model: { trunk } }: TunedModel): Blob | null {
  if (trunk.input.kind !== 'image') return null
  const { size, cropShare } = trunk.input.preprocessing
  const side = Math.max(size, Math.floor(size / cropShare))
  const isWhite = (x: number, y: number) => 2 * x < side && 3 * y < side
  return pngBlob(side, side, (x, y) => {
    return isWhite(x, y) ? [255, 255, 255] : [(9 * x) % 256, (5 * y) % 256, (x * y) % 256]
  })
}

/** What the page answers where the README's own lines ask; null where they ask for words or a text. */
async function askedAsInReadme(tuned: TunedModel, picture: Blob | null): Promise<readonly number[] | null> {
  const { input, target } = taskCard(tuned.task)
  if (target === 'tags' || target === 'text') return null
  const question = picture
    ? ({ kind: 'image', image: picture } as const)
    : input === 'pair'
      ? ({ kind: 'pair', first: 'A text', second: 'and another one' } as const)
      : ({ kind: 'text', text: 'A text' } as const)
  const answer = await taskEngines[tuned.task].predict(tuned, question, nodeCodec)
  if (answer.kind === 'number') return [answer.value]
  const byLabel = byName(answer)
  return tuned.labels.map((label) => byLabel[label] ?? Number.NaN)
}

function portsOf(fed: Fed): Record<string, unknown> {
  if (fed.kind === 'image') return { pixel_values: written(tf.transpose(fed.pixels, [0, 3, 1, 2])) }
  return {
    input_ids: written(fed.ids),
    attention_mask: written(fed.mask),
    ...(fed.types && { token_type_ids: written(fed.types) }),
  }
}

function written(tensor: tf.Tensor): { shape: readonly number[]; values: number[] } {
  return { shape: tensor.shape, values: Array.from(tensor.dataSync()) }
}

async function save(path: string, blob: Blob): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, new Uint8Array(await blob.arrayBuffer()))
}
