// A run of each task leaves as a project, through its bytes, and comes back on another device: the same record, the same
// answer.
import { expect, test } from 'vitest'
import { exportFiles } from '../../../src/engine/export/weights/exportWeights.ts'
import { memoryRepository } from '../../../src/engine/storage/storedRepository.ts'
import type { PredictionInput } from '../../../src/shared/domain/answers.ts'
import type { NamedFile } from '../../../src/shared/domain/files.ts'
import { buildRecipe, defaultFields } from '../../../src/shared/recipe/recipe.ts'
import { type TaskId, taskIds } from '../../../src/tasks/ids.ts'
import { loadFolder, visit, writerFolder } from '../../support/keptSession.ts'
import { pngBlob } from '../../support/nodeImages.ts'
import { tinyResnet } from '../../support/tinyResnet.ts'
import { type ModelFile, tinyReader } from '../../support/tinyTextModel.ts'

type Net = 'pictures' | 'texts' | 'writer'

interface Case {
  readonly net: Net
  readonly files: readonly NamedFile[]
  readonly labelColumn?: string
  /** Null where texts are continued. */
  readonly ask: PredictionInput | null
}

const count = 24
const rows = <T>(row: (index: number) => T) => Array.from({ length: count }, (_, index) => row(index))
const table = (lines: readonly string[], path = 'table.csv'): NamedFile => ({
  path,
  file: new Blob([`${lines.join('\n')}\n`]),
})
const grey = (index: number) => pngBlob(16, 16, () => [8 * index, 8 * index, 40])
const pictures = (folder: (index: number) => string) =>
  rows((index) => ({ path: `${folder(index)}p${index}.png`, file: grey(index) }))
const text = (asked: string): PredictionInput => ({ kind: 'text', text: asked })
const weather = (index: number) => (index % 2 ? `it rained again in week ${index}` : `the sun shone in week ${index}`)
const mood = (index: number) => (index % 2 ? 'sad' : 'glad')
const labels = ['wet', 'cold', 'late'] as const
/** Of three labels, those whose bit is set; at most all. */
const labelsOf = (index: number, between: string) => labels.filter((_, bit) => (index % 8) & (1 << bit)).join(between)
const picture = { kind: 'image', image: grey(5) } as const
const pair = { kind: 'pair', first: 'it rained in week 3', second: 'week 3 was wet' } as const

const cases: Record<TaskId, Case> = {
  'image-classification': {
    net: 'pictures',
    files: pictures((index) => `tones/${index < count / 2 ? 'dark' : 'bright'}/`),
    ask: picture,
  },
  'image-regression': {
    net: 'pictures',
    files: [
      ...pictures(() => 'tones/'),
      table(['file_name,brightness', ...rows((index) => `p${index}.png,${8.5 * index}`)], 'tones/metadata.csv'),
    ],
    labelColumn: 'brightness',
    ask: picture,
  },
  'image-multi-label': {
    net: 'pictures',
    files: [
      ...pictures(() => 'tones/'),
      table(['file_name,tags', ...rows((index) => `p${index}.png,${labelsOf(index, '|')}`)], 'tones/metadata.csv'),
    ],
    ask: picture,
  },
  'text-classification': {
    net: 'texts',
    files: [table(['text,label', ...rows((index) => `${weather(index)},${mood(index)}`)])],
    ask: text('it rained'),
  },
  'text-generation': {
    net: 'writer',
    files: [
      table(
        rows((index) => `In night ${index} the keeper lit the lamp over dark water.\n`),
        'lamp.txt',
      ),
    ],
    ask: null,
  },
  conversation: {
    net: 'writer',
    files: [
      table(
        ['prompt,completion', ...rows((index) => `Night ${index}?,dark`)], // the network has few positions
        'lamp.csv',
      ),
    ],
    ask: null,
  },
  'text-regression': {
    net: 'texts',
    files: [table(['text,score', ...rows((index) => `${weather(index)},${0.25 * index}`)])],
    ask: text('it rained'),
  },
  'text-multi-label': {
    net: 'texts',
    files: [table(['text,labels', ...rows((index) => `${weather(index)},${labelsOf(index, '|')}`)])],
    ask: text('it rained'),
  },
  'text-pair-classification': {
    net: 'texts',
    files: [
      table([
        'premise,hypothesis,label',
        ...rows((index) => `${weather(index)},week ${index} was dry,${index % 2 ? 'contradiction' : 'entailment'}`),
      ]),
    ],
    ask: pair,
  },
  'text-pair-regression': {
    net: 'texts',
    files: [
      table([
        'sentence1,sentence2,score',
        ...rows((index) => `${weather(index)},week ${index} was dry,${(index / 7).toFixed(2)}`),
      ]),
    ],
    ask: pair,
  },
  'token-classification': {
    net: 'texts',
    files: [
      table(
        rows((index) =>
          JSON.stringify({
            tokens: ['in', 'week', String(index), index % 2 ? 'rain' : 'sun', 'came'],
            ner_tags: ['O', 'B-TIME', 'I-TIME', 'B-SKY', 'O'],
          }),
        ),
        'tagged.jsonl',
      ),
    ],
    ask: text('in week 3 rain came'),
  },
}

test.each(taskIds)('a run of %s comes back from a project as it was, and answers alike', async (task) => {
  const { net, files, labelColumn = '', ask } = cases[task]
  const first = await visit(memoryRepository())
  const model = await loadFolder(first, await folders[net]())
  const request = { kind: 'files', name: 'things', files } as const
  const summary = await first.session.readData({ request, textColumn: '', labelColumn, task })
  expect([summary.task, summary.examples]).toEqual([task, expect.any(Number)])
  const { id, revision } = model
  const data = { name: 'things', fingerprint: summary.fingerprint }
  const identity = { task, model: { id, revision }, data, backend: 'auto' } as const
  const small = { epochs: 2, batch: 8, 'augment.views': 0, maxTokens: 32 }
  const recipe = buildRecipe(identity, { ...defaultFields(net === 'writer' ? 'lora' : 'head', task), ...small })
  await first.session.train({ runId: 'run', recipe })
  const answerOf = async ({ session }: typeof first) => ({
    ...(ask ? await session.predict({ input: ask }) : await session.generate({ settings: prompted, seed: 1 })),
    milliseconds: 0,
  })
  const answer = await answerOf(first)
  const record = await first.session.readRun({ runId: 'run' })
  const { blob } = await first.session.exportProject({ runIds: ['run'], withData: true })
  await first.session.boot({ backend: 'wasm' })

  const second = await visit(memoryRepository())
  const there = await second.session.openProject({ file: new Blob([await blob.arrayBuffer()]) })
  expect(there.warnings).toEqual([])
  if (!there.data || !there.model) throw new Error('the project lacks its data or its model')
  const { columns, edits } = there.data
  const read = await second.session.readData({ request: there.data.request, edits, ...columns })
  expect([read.task, read.fingerprint]).toEqual([task, summary.fingerprint])
  await second.session.loadModel({ request: there.model })
  expect(await second.session.openRun({ runId: 'run' })).toEqual(record)
  expect(record).toMatchObject({ recipe, status: 'finished', log: { epochs: [{ epoch: 1 }, { epoch: 2 }] } })
  expect(await answerOf(second)).toEqual(answer)
  await second.session.boot({ backend: 'wasm' })
})

const prompted = { prompt: 'In night', tokens: 6, temperature: 0, topK: 0, topP: 1 }

const folders: Record<Net, () => Promise<NamedFile[]>> = {
  texts: async () => named(await tinyReader()),
  writer: writerFolder,
  pictures: pictureFolder,
}

const named = (files: readonly ModelFile[]): NamedFile[] =>
  files.map(({ name, buffer }) => ({ path: name, file: new Blob([new Uint8Array(buffer)]) }))

/** A ResNet that knows no classes. */
async function pictureFolder(): Promise<NamedFile[]> {
  const model = tinyResnet()
  const without = { head: new Map(), adapter: null, labels: [], text: null, maxTokens: 0 }
  const files = await exportFiles({ task: 'image-classification', model, ...without })
  model.dispose()
  return files.map(({ name, blob }) => ({ path: name, file: blob }))
}
