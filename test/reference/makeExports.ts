/**
 * Writes the table of exports into a folder, each case with what the page answers, for `check_exports.py` to ask the
 * originals; the studio's own reading of each export is asked here.
 *
 *     node src/commands/run.mjs ../../test/reference/makeExports FOLDER [PART OF A NAME …]
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { exportAdapter } from '../../src/engine/export/peft/exportAdapter.ts'
import { importAdapter, tunedFromAdapter } from '../../src/engine/export/peft/importAdapter.ts'
import { exportFiles } from '../../src/engine/export/weights/exportWeights.ts'
import { disposeTuned, importTuned, type TunedModel } from '../../src/engine/inference/tunedModel.ts'
import { readModelFiles } from '../../src/engine/weights/modelFiles.ts'
import type { ExportedFile, NamedFile } from '../../src/shared/domain/files.ts'
import { ThawError } from '../../src/shared/messages/errors.ts'
import { startBackend } from '../support/backends.ts'
import { caseName, type ExportCase, examplesOf, exportCases, pageAnswers, pictures, tunedCase } from './exportCases.ts'
import { exportNetwork } from './exportNetworks.ts'
import '../support/speakEnglish.ts'

export async function main([folder, ...parts]: string[]): Promise<number> {
  if (!folder) throw new Error('Expected a folder to write the exports to.')
  await startBackend('cpu')
  for (const [index, blob] of pictures.entries()) await save(join(folder, 'pictures', `picture${index}.png`), blob)
  const chosen = exportCases.filter((each) => parts.length === 0 || parts.some((part) => caseName(each).includes(part)))
  for (const network of new Set(chosen.map((each) => each.network))) await writeBase(network, join(folder, 'bases'))
  for (const each of chosen) await writeCase(each, join(folder, 'cases', caseName(each)))
  console.log(`${chosen.length} cases in ${folder}`)
  return 0
}

/** The network as a hub would hold it: without a task. */
async function writeBase(name: string, folder: string): Promise<void> {
  const { model, text } = await exportNetwork(name).open()
  const bare = { task: 'text-generation', model, head: new Map(), adapter: null, labels: [], text } as const
  const files = await exportFiles({ ...bare, maxTokens: 64 })
  for (const { name: file, blob } of files) await save(join(folder, name, file), blob)
  model.dispose()
}

async function writeCase(each: ExportCase, folder: string): Promise<void> {
  const { model, text } = await exportNetwork(each.network).open()
  const tuned = await tunedCase(each, model, text)
  const answers = await pageAnswers(tuned)
  const targets = {
    weights: await asked(
      () => exportFiles(tuned),
      (files) => backFromModel(files),
    ),
    adapter: await asked(
      () => exportAdapter(tuned),
      (files) => backFromAdapter(files, each),
    ),
  }
  const told: Record<string, unknown> = {}
  for (const [target, made] of Object.entries(targets)) {
    told[target] = 'refused' in made ? made : { studio: furthest(made.answers, answers) }
    if ('files' in made) for (const { name, blob } of made.files) await save(join(folder, target, name), blob)
  }
  const page = { ...each, examples: examplesOf(each.task), answers, targets: told }
  await save(join(folder, 'page.json'), new Blob([JSON.stringify(page)]))
  disposeTuned(tuned)
}

type Made = { readonly files: readonly ExportedFile[]; readonly answers: number[][] } | { readonly refused: string }

async function asked(
  write: () => Promise<readonly ExportedFile[] | null>,
  read: (files: readonly NamedFile[]) => Promise<TunedModel>,
): Promise<Made> {
  try {
    const files = await write()
    if (!files) return { refused: 'Nothing stands beside the model.' }
    const back = await read(files.map(({ name, blob }) => ({ path: `export/${name}`, file: blob })))
    const answers = await pageAnswers(back)
    disposeTuned(back)
    return { files, answers }
  } catch (error) {
    if (error instanceof ThawError) return { refused: `${error.message} ${error.advice}` }
    throw error
  }
}

async function backFromModel(files: readonly NamedFile[]): Promise<TunedModel> {
  return importTuned(await readModelFiles(files))
}

async function backFromAdapter(files: readonly NamedFile[], { network }: ExportCase): Promise<TunedModel> {
  const { model, text } = await exportNetwork(network).open()
  const imported = await importAdapter(files, model.trunk)
  const back = tunedFromAdapter(imported, model, text)
  model.dispose()
  return back
}

function furthest(ours: readonly number[][], theirs: readonly number[][]): number {
  const apart = ours.flatMap((row, i) => row.map((value, j) => Math.abs(value - (theirs[i]?.[j] ?? Number.NaN))))
  return Math.max(...apart)
}

async function save(path: string, blob: Blob): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, new Uint8Array(await blob.arrayBuffer()))
}
