/**
 * The fields that a record must have so that the page can show it. Those that are only shown stay loose: a later field
 * passes through. The recipe has its own check.
 */

import * as v from 'valibot'
import { backendIds } from '../../shared/catalog/backends.ts'
import { samples } from '../../shared/catalog/sample.ts'
import { recordVersion } from '../../shared/domain/record.ts'
import { stepsKept } from '../../shared/domain/runLog.ts'
import { messageSchema, recorded, wireErrorSchema } from '../../shared/messages/messageSchema.ts'
import { coldest, hottest } from '../../shared/metrics/fitTemperature.ts'
import { type Evaluation, evaluationSchema, fitsNames } from '../../tasks/evaluations.ts'
import { taskIds } from '../../tasks/ids.ts'
import { count, figure, judgedAnswers } from '../../tasks/recordParts.ts'
import { watchedSchema } from '../../tasks/watchedSchema.ts'

/** Milliseconds since the epoch that a Date can show. */
const moment = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15))
const text = v.string()
const texts = v.array(text)
const numbers = v.array(figure)
const task = v.picklist(taskIds)
const label = v.nullable(text)
/** It becomes part of a key. */
export const runIdSchema = v.pipe(text, v.regex(/^[^/]{1,200}$/, 'expected 1 to 200 characters without a slash'))

const step = v.looseObject({
  ...{ step: count, seconds: figure, epoch: count, loss: figure },
  ...{ learningRate: figure, gradientNorm: figure },
})
const epoch = v.looseObject({
  ...{ epoch: count, trainLoss: figure, validationLoss: figure },
  validationAccuracy: v.nullable(figure),
  validationPerplexity: v.nullable(figure),
  validationScores: v.exactOptional(v.record(text, figure)),
  ...{ learningRate: figure, seconds: figure },
})
const memory = v.looseObject({ tensors: figure, bytes: figure, peakBytes: figure })

const noticed = { step: count, kind: v.picklist(['resumed', 'memory', 'not-finite']) }
const runNotice = v.looseObject({ ...noticed, message: messageSchema })
/** Of versions that noted what happened in words. */
const earlierNotice = v.pipe(
  v.looseObject({ ...noticed, text }),
  v.transform(({ text: words, ...rest }) => ({ ...rest, message: recorded(words) })),
)

const log = v.looseObject({
  epochs: v.array(epoch),
  bestEpoch: count,
  steps: v.pipe(v.array(step), v.maxLength(stepsKept)),
  stride: v.pipe(count, v.minValue(1)),
  firstSteps: v.array(step),
  lastStep: v.nullable(step),
  stepsPerEpoch: count,
  examplesPerSecond: figure,
  states: v.array(
    v.looseObject({ epoch: count, step: count, updateRatios: numbers, examplesPerSecond: figure, memory }),
  ),
  samples: v.array(v.looseObject({ epoch: count, prompt: text, text })),
  watched: v.array(v.looseObject({ epoch: count, examples: v.array(watchedSchema) })),
  changes: v.array(v.looseObject({ step: count })),
  notices: v.array(v.union([runNotice, earlierNotice])),
})

/** Every table of classes is as long as their names. */
function fitsClasses({ classes, test, validation }: v.InferOutput<typeof loose>): boolean {
  const all = classes.length
  if (validation && validation.classes !== all) return false
  return fitsNames(test as Evaluation, all)
}
const loose = v.looseObject({
  runId: runIdSchema,
  recipe: v.unknown(),
  backend: v.picklist(backendIds),
  adapter: text,
  classes: texts,
  counts: v.looseObject({
    ...{ examples: count, train: count, validation: count, test: count },
    edited: v.exactOptional(v.object({ relabelled: count, leftOut: count })),
  }),
  parameters: v.looseObject({ total: count, trainable: count }),
  epochs: v.array(epoch),
  bestEpoch: count,
  stop: v.picklist(['finished', 'early', 'stopped']),
  test: evaluationSchema,
  validation: v.nullable(judgedAnswers),
  testSet: text,
  before: v.nullable(v.looseObject({ validationLoss: figure, validationPerplexity: figure })),
  samples: v.nullable(v.looseObject({ prompt: text, before: text, after: text })),
  forgetting: v.nullable(
    v.looseObject({
      ...{ drift: figure, probe: count },
      ...{ before: v.nullable(figure), after: v.nullable(figure) },
    }),
  ),
  seconds: v.looseObject({ prepare: figure, train: figure, total: figure }),
  memory: v.looseObject({ tensors: figure, peakBytes: figure }),
  warnings: v.array(messageSchema),
})
const result = v.pipe(loose, v.check(fitsClasses, 'expected a row for each class'))

const model = v.variant('kind', [
  v.object({ kind: v.literal('catalog'), id: text, revision: v.exactOptional(text) }),
  v.object({ kind: v.literal('reference'), text }),
  v.object({ kind: v.literal('kept'), id: text }),
])
const data = v.object({
  request: v.variant('kind', [
    v.object({ kind: v.literal('sample'), task, name: v.exactOptional(v.picklist(samples.map(({ name }) => name))) }),
    v.object({ kind: v.literal('kept'), fingerprint: text }),
    v.object({
      ...{ kind: v.literal('hub'), repository: text, subset: text },
      ...{ splits: texts, columns: texts, rows: v.pipe(count, v.minValue(1)) },
    }),
  ]),
  columns: v.object({
    textColumn: text,
    labelColumn: text,
    secondTextColumn: v.exactOptional(text),
    labelColumns: v.exactOptional(texts),
    encoding: v.exactOptional(text),
    encodings: v.exactOptional(texts),
    separator: v.exactOptional(text),
    sheet: v.exactOptional(text),
    header: v.exactOptional(v.picklist(['yes', 'no'])),
    linesAbove: v.exactOptional(v.number()),
    spellings: v.exactOptional(v.literal('apart')),
    promptColumns: v.exactOptional(texts),
    task: v.exactOptional(task),
  }),
  edits: v.array(v.union([v.object({ digest: text, path: text, label }), v.object({ class: text, label })])),
})

export const visitSchema = v.object({
  data: v.nullable(data),
  model: v.nullable(model),
  runId: v.nullable(runIdSchema),
})

export const recordSchema = v.looseObject({
  version: v.literal(recordVersion),
  id: runIdSchema,
  recipe: v.unknown(),
  task,
  modelTitle: text,
  model,
  data: v.nullable(data),
  startedAt: moment,
  changedAt: moment,
  status: v.picklist(['running', 'finished', 'failed', 'stopped']),
  log,
  result: v.nullable(result),
  error: v.nullable(wireErrorSchema),
  tags: texts,
  note: text,
  checkpoint: v.nullable(v.object({ step: count, epoch: count, at: moment })),
  weights: v.boolean(),
  testViews: count,
  comparison: v.nullable(v.object({ id: text, contender: text, labels: figure })),
  temperature: v.pipe(v.number(), v.minValue(coldest), v.maxValue(hottest)),
  continued: v.optional(v.object({ sites: v.nullable(texts) })),
})
