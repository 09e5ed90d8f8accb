/**
 * Exports the cases' Python projects into a folder, each with the data it needs and the losses that the engine computes
 * (CPU backend), for `check_python_project.py` to run:
 *
 *     node src/commands/run.mjs ../../test/reference/makePythonProjects FOLDER [NAME …]
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodeCodec } from '../../src/commands/nodeCodec.ts'
import type { Example } from '../../src/engine/data/dataset.ts'
import { pythonProject } from '../../src/engine/export/python/pythonProject.ts'
import { disposeTuned, type TunedModel } from '../../src/engine/inference/tunedModel.ts'
import { runRecipe } from '../../src/engine/run/runRecipe.ts'
import { runControl } from '../../src/engine/train/runControl.ts'
import type { Prediction, PredictionInput } from '../../src/shared/domain/answers.ts'
import type { EpochMetrics } from '../../src/shared/domain/run.ts'
import { taskCard } from '../../src/tasks/cards.ts'
import { taskEngines } from '../../src/tasks/engines.ts'
import type { TaskCard } from '../../src/tasks/taskCard.ts'
import { inputOf } from '../../src/tasks/taskInputs.ts'
import { startBackend } from '../support/backends.ts'
import { type MadeCase, makeCase, type PythonCase, pythonCases } from './pythonCases.ts'
import { randomTruth } from './randomTruth.ts'

const fixtures = fileURLToPath(new URL('../fixtures/reference', import.meta.url))

export async function main([folder, ...names]: string[]): Promise<number> {
  if (!folder) throw new Error('Expected a folder to write the projects to.')
  await startBackend('cpu')
  await save(join(folder, 'random.json'), new Blob([JSON.stringify(randomTruth())]))
  const chosen = pythonCases.filter(({ name }) => names.length === 0 || names.includes(name))
  for (const each of chosen) await write(each, join(folder, each.name))
  console.log(`${chosen.length} projects in ${folder}`)
  return 0
}

async function write(each: PythonCase, folder: string): Promise<void> {
  const made = await makeCase(each)
  const published = each.published ? { repository: join(fixtures, each.network), revision: 'main' } : null
  const files = await pythonProject({ ...made, published })
  for (const { name, blob } of files) await save(join(folder, name), blob)
  for (const { path, file } of made.files) await save(join(folder, 'data', path), file)
  await save(join(folder, 'page.json'), new Blob([JSON.stringify(await pageRun(made))]))
  made.model.dispose()
}

async function save(path: string, blob: Blob): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, new Uint8Array(await blob.arrayBuffer()))
}

/** The same run by the engine. */
async function pageRun({ recipe, dataset, model, text }: MadeCase) {
  const losses: number[] = []
  const epochs: EpochMetrics[] = []
  const { result, tuned } = await runRecipe({
    ...{ runId: 'run', recipe, dataset, model, text, codec: nodeCodec },
    backend: { backend: 'cpu', adapter: 'node' },
    emit(event) {
      if (event.type === 'steps') losses.push(...event.steps.map(({ loss }) => loss))
      if (event.type === 'epoch') epochs.push(event.metrics)
    },
    control: runControl(),
    from: null,
    sink: null,
    signal: new AbortController().signal,
  })
  const answers = await answersOf(tuned, dataset.examples.slice(0, 4))
  const { constants = {} } = tuned
  disposeTuned(tuned)
  const { ofEpoch } = taskCard(recipe.task).score
  return {
    losses,
    validation: epochs.map(({ validationLoss }) => validationLoss),
    scores: epochs.map(ofEpoch),
    bestEpoch: result.bestEpoch,
    answers,
    constants,
  }
}

/** What the tuned model says of a few examples, and of a text that is cut: by class, for predict.py to say again. */
async function answersOf(tuned: TunedModel, examples: readonly Example[]) {
  if (!taskCard(tuned.task).headed) return []
  const asked = await Promise.all(examples.map(async ({ path, content }) => ({ path, input: await inputOf(content) })))
  const { input: reads } = taskCard(tuned.task)
  const long = longer[reads].map((input) => ({ path: '', input }))
  return Promise.all(
    [...asked, ...long].map(async ({ path, input }) => {
      return {
        asked: askedOf(input, path),
        told: toldOf(await taskEngines[tuned.task].predict(tuned, input, nodeCodec)),
      }
    }),
  )
}

function askedOf(input: PredictionInput, path: string): string | readonly string[] {
  if (input.kind === 'image') return `data/${path}`
  return input.kind === 'pair' ? [input.first, input.second] : input.text
}

/** As predict.py gives it. */
function toldOf(answer: Prediction): unknown {
  switch (answer.kind) {
    case 'classes':
      return Object.fromEntries(answer.classes.map(({ name, probability }) => [name, probability]))
    case 'labels':
      return Object.fromEntries(answer.labels.map(({ name, probability }) => [name, probability]))
    case 'number':
      return answer.value
    case 'tags':
      return answer.entities.map(({ probability, ...entity }) => ({ ...entity, share: probability }))
    default:
      return answer satisfies never
  }
}

/** Of more words than the runs read. */
const longText = 'the cat purrs and the dog barks and the bird sings and then the cat sleeps again'

const longer: Readonly<Record<TaskCard['input'], readonly PredictionInput[]>> = {
  image: [],
  turns: [],
  text: [{ kind: 'text', text: longText }],
  words: [{ kind: 'text', text: longText }],
  pair: [
    { kind: 'pair', first: longText, second: 'the cat' },
    { kind: 'pair', first: 'the dog barks', second: longText },
  ],
}
