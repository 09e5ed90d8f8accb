/** What every line of the registries of tasks must hold. A new kind of test does not compile until it is made up here. */
import * as tf from '@tensorflow/tfjs-core'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { exportFiles } from '../../src/engine/export/weights/exportWeights.ts'
import { disposeTuned, importTuned } from '../../src/engine/inference/tunedModel.ts'
import { modelForTask } from '../../src/engine/models/modelForTask.ts'
import { taskHead } from '../../src/engine/models/taskHead.ts'
import { readModelFiles } from '../../src/engine/weights/modelFiles.ts'
import { defaultMethod, methodCards, methodRefusal } from '../../src/methods/cards.ts'
import { modelCards } from '../../src/shared/catalog/models.ts'
import { presetsFor } from '../../src/shared/catalog/presets.ts'
import { recipeFields } from '../../src/shared/recipe/fields.ts'
import { buildRecipe, defaultFields, fieldsOf } from '../../src/shared/recipe/recipe.ts'
import { taskCard, taskCards } from '../../src/tasks/cards.ts'
import { dataReadings, taskEngines } from '../../src/tasks/engines.ts'
import { type Evaluation, evaluationSchema, fitsNames } from '../../src/tasks/evaluations.ts'
import { type TaskId, taskIds } from '../../src/tasks/ids.ts'
import { panelFiles } from '../../src/tasks/panels.ts'
import { taskReport } from '../../src/tasks/reports.ts'
import type { EpochScores } from '../../src/tasks/taskCard.ts'
import { startBackend } from '../support/backends.ts'
import { tinyResnet } from '../support/tinyResnet.ts'
import { tinyBert, tinyGpt2, tinyText } from '../support/tinyText.ts'

type Kind = Evaluation['kind']
type Made = { readonly [K in Kind]: Extract<Evaluation, { readonly kind: K }> }

const names = ['cat', 'dog']
const made: Made = {
  classification: {
    kind: 'classification',
    n: 2,
    loss: 0.4,
    accuracy: 0.5,
    interval: [0.1, 0.9],
    baseline: 0.5,
    confusion: [
      [1, 0],
      [1, 0],
    ],
    perClass: names.map((name, at) => ({ name, precision: 0.5, recall: 1 - at, f1: 0.5, support: 1 })),
    answers: { truth: [0, 1], probabilities: Float32Array.of(0.75, 0.25, 0.5, 0.5), classes: 2, examples: [3, 4] },
  },
  generation: {
    kind: 'generation',
    n: 900,
    loss: 3.3,
    perplexity: 27.1,
    bitsPerByte: 1.7,
    before: { loss: 3.5, perplexity: 33.1, bitsPerByte: 1.8 },
    passages: [{ loss: 3, before: 4, tokens: 10, bytes: 40 }],
  },
  conversation: {
    kind: 'conversation',
    ...{ n: 90, loss: 1.3, perplexity: 3.7, bitsPerByte: 0.7 },
    before: { loss: 2.5, perplexity: 12.2, bitsPerByte: 1.3 },
    passages: [{ loss: 3, before: 4, tokens: 10, bytes: 40 }],
    answers: {
      test: { n: 2, exactMatch: 0.5, contains: 0.5, json: 0, f1: 0.75 },
      before: { n: 2, exactMatch: 0, contains: 0.5, json: 0, f1: 0.25 },
      interval: [0.1, 0.9],
      validation: { n: 2, exactMatch: 1, contains: 1, json: 0, f1: 1 },
      asked: [{ example: 3, truth: 'yes', before: 'no', after: 'yes' }],
      trainTokens: 300,
    },
  },
  regression: {
    kind: 'regression',
    ...{ n: 2, loss: 0.4, mae: 1.5, rmse: 1.6, r2: 0.7, spearman: 1, baseline: 5 },
    answers: { truth: [4, 10], predicted: [5, 8], examples: [3, 4] },
  },
  tokens: {
    ...{ kind: 'tokens', n: 2, words: 3, loss: 0.4, entityF1: 0.8, precision: 1, recall: 0.75, macroF1: 0.7 },
    ...{ interval: [0.5, 0.9], tokenAccuracy: 0.9, baseline: 0.6 },
    perType: names.map((name, at) => ({ name, precision: 0.5, recall: 1 - at, f1: 0.5, support: 1 })),
    confusion: [
      [1, 0],
      [1, 1],
    ],
    answers: { truth: [[0, 1], [1]], predicted: [[0, 0], [1]], examples: [3, 4] },
  },
  'multi-label': {
    kind: 'multi-label',
    ...{ n: 2, loss: 0.4, microF1: 0.8, interval: [0.5, 1], macroF1: 0.75, mAP: 0.9, exactMatch: 0.5, baseline: 0.6 },
    perLabel: names.map((name) => ({
      ...{ name, precision: 0.5, recall: 1, f1: 0.75, support: 1, threshold: 0.4, averagePrecision: 0.9 },
    })),
    answers: { truth: [[0, 1], []], probabilities: Float32Array.of(0.75, 0.5, 0.25, 0.5), labels: 2, examples: [3, 4] },
  },
}
const kindOf: Record<TaskId, Kind> = {
  'image-classification': 'classification',
  'text-classification': 'classification',
  'text-generation': 'generation',
  'image-regression': 'regression',
  'text-regression': 'regression',
  'token-classification': 'tokens',
  'image-multi-label': 'multi-label',
  'text-multi-label': 'multi-label',
  'text-pair-classification': 'classification',
  'text-pair-regression': 'regression',
  conversation: 'conversation',
}

const epoch = { epoch: 1, trainLoss: 0.7, validationLoss: 0.6, learningRate: 0.001, seconds: 1.5 }
const scores: Record<Kind, EpochScores> = {
  classification: { validationAccuracy: 0.5, validationPerplexity: null },
  generation: { validationAccuracy: null, validationPerplexity: 30 },
  conversation: { validationAccuracy: null, validationPerplexity: 4 },
  regression: { validationAccuracy: null, validationPerplexity: null, validationScores: { mae: 1.7, rmse: 1.9 } },
  tokens: { validationAccuracy: null, validationPerplexity: null, validationScores: { entityF1: 0.7 } },
  'multi-label': {
    ...{ validationAccuracy: null, validationPerplexity: null },
    validationScores: { microF1: 0.8, macroF1: 0.7, mAP: 0.9 },
  },
}
const before = { validationLoss: 3.6, validationPerplexity: 36.6 }
const samples = { prompt: 'Wind', before: ' the the', after: ' from the west' }

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}

test('no two tasks read the same input for the same kind of answer', () => {
  expect(new Set(taskCards.map(({ input, target }) => `${input} ${target}`)).size).toBe(taskIds.length)
})

describe.each(taskIds)('%s', (id) => {
  const card = taskCard(id)
  const kind = kindOf[id]

  test('is what its line says, and has no empty word', () => {
    expect(card.id).toBe(id)
    const { title, example, needs, words, score, huggingFace } = card
    const said = stringsIn({ title, example, needs, words, score, huggingFace })
    expect(said.length).toBeGreaterThan(10)
    expect(said.filter((word) => word.trim() === '')).toEqual([])
    expect(words.misfit('image')).not.toBe('')
    expect(words.out(2)).not.toBe('')
  })

  test('comes back as itself from the files of a whole model', async () => {
    await startBackend('cpu')
    const continues = !card.headed
    const live = modelForTask(card.input === 'image' ? tinyResnet() : continues ? tinyGpt2() : tinyBert(), id)
    const labels = card.fewestNames > 0 ? names : []
    const head = new Map(taskHead(live.trunk, id, labels.length).map(({ name, shape }) => [name, tf.zeros([...shape])]))
    const text = card.input === 'image' ? null : tinyText()
    const tuned = { task: id, model: live, head, adapter: null, labels, text, maxTokens: 12 }
    const files = await exportFiles(tuned)
    const back = importTuned(await readModelFiles(files.map(({ name, blob }) => ({ path: name, file: blob }))))
    expect(back).toMatchObject({ task: id, labels })
    expect([...back.head.keys()]).toEqual([...head.keys()])
    for (const each of [tuned, back]) disposeTuned(each)
  })

  test('has data it can be read from, panels, and a model in the gallery', async () => {
    const { table, pictures, texts } = taskEngines[id].readings
    const all: readonly unknown[] = [...dataReadings.tables, ...dataReadings.pictures, ...dataReadings.texts]
    const own = [table, pictures, texts].filter((reading) => reading !== undefined)
    expect(own.length).toBeGreaterThan(0)
    expect(own.every((reading) => all.includes(reading))).toBe(true)
    expect(Object.keys(panelFiles)).toContain(id)
    expect(modelCards.some(({ tasks }) => tasks.includes(id))).toBe(true)
  })

  test('answers with a head where it says so', () => {
    expect(card.outputs(names.length) > 0).toBe(card.headed)
    expect(card.fewestNames > 0).toBe(card.words.classes !== null)
  })

  test('begins within the range of every field, by each method and preset', () => {
    expect(methodRefusal(defaultMethod(id), id)).toBeNull()
    const usable = methodCards.filter((method) => methodRefusal(method.id, id) === null)
    const forms = usable.map((method) => defaultFields(method.id, id))
    for (const examples of [20, 400, 9000])
      for (const { fields, reason } of presetsFor(id, examples, 12)) {
        expect(reason).toMatch(/\.$/)
        const method = usable.find((each) => each.id === fields['method.id'])
        expect(method, reason).toBeDefined()
        if (method) forms.push({ ...defaultFields(method.id, id), ...fields })
      }
    const known = recipeFields.map(({ key }) => key).sort()
    const identity = { task: id, model: { id: 'm', revision: '' }, data: { name: 'd', fingerprint: '' } }
    for (const form of forms) {
      expect(Object.keys(form).sort()).toEqual(known)
      expect(fieldsOf(buildRecipe({ ...identity, backend: 'cpu' }, form))).toEqual(form)
    }
  })

  test('its test passes the check of records, and is of these classes', () => {
    const { output, success } = v.safeParse(evaluationSchema, made[kind])
    expect(success).toBe(true)
    expect(output).toEqual(made[kind])
    expect(v.safeParse(evaluationSchema, { ...made[kind], loss: 'none' }).success).toBe(false)
    expect(fitsNames(made[kind], card.fewestNames > 0 ? names.length : 0)).toBe(true)
  })

  test('its score is worth something: guessing lies short of good, and good of perfect', () => {
    const { worth } = taskReport(id)
    const baseline = worth.baseline({ test: made[kind], before, classes: card.words.amount.perClass ? [3, 1] : [] })
    expect(baseline).not.toBeNull()
    expect(Math.sign(worth.perfect - (baseline ?? 0))).toBe(card.score.better === 'higher' ? 1 : -1)
    expect(worth.good).toBeGreaterThan(0)
    expect(worth.good).toBeLessThan(1)
    expect(worth.beside(card.score.format(baseline ?? 0))).toMatch(/^[A-Z].*\.$/)
  })

  test('its report has plain figures that pass its own schema', () => {
    const said = taskReport(card.id).report.of(made[kind], { epochs: [{ ...epoch, ...scores[kind] }], before, samples })
    const schema = v.strictObject(taskReport(card.id).report.schema)
    const read = v.parse(schema, JSON.parse(JSON.stringify(said)))
    expect(read).toMatchObject({ epochs: [epoch], test: { n: made[kind].n, loss: made[kind].loss } })
    expect(v.safeParse(schema, { ...read, extra: 1 }).success).toBe(false)
  })

  test('its score is a number of epoch and test, and is written out', () => {
    const { ofEpoch, ofTest, format, tick, line } = card.score
    expect(Number.isFinite(ofEpoch({ ...epoch, ...scores[kind] }))).toBe(true)
    const value = ofTest(made[kind])
    expect(Number.isFinite(value)).toBe(true)
    for (const text of [format(value), tick(value)]) expect(text).toMatch(/\d/)
    expect(line(made[kind])).toMatch(/\d.* on the test/)
  })

  test('the model card says what it is for, and shows its figures', () => {
    const { intendedUse, metrics, limits } = taskReport(card.id).modelCard
    expect(intendedUse(card.fewestNames > 0 ? names : [])).toMatch(/\.$/)
    expect(metrics(made[kind], { metrics: [], untouched: null }).join('\n')).toMatch(/\|.*\d/)
    expect(limits(made[kind]).every((sentence) => sentence.endsWith('.'))).toBe(true)
  })
})
