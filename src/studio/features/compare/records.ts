// A comparison as files: a table of all runs for a spreadsheet, and the records as JSON for whoever would check them.

import type { WireError } from '../../../shared/messages/errors.ts'
import { say, sayError } from '../../../shared/messages/say.ts'
import { spreadsheetSafe } from '../../../shared/spreadsheetSafe.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { Evaluation } from '../../../tasks/evaluations.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { type Comparison, contenderTitle, isFinished, isTested, type Trial } from '../../store/compareState.ts'
import { scoreOf } from './summarise.ts'

/** One row a run, in the order in which they ran; what is unknown stays empty, and so do tests that are closed. RFC 4180. */
export function csvOf(comparison: Comparison): string {
  const { trials, kind, dataName, modelTitle } = comparison
  const rows = trials.map((trial) => ({
    comparison: kind,
    method: contenderTitle(trial.contender),
    labels_a_class: trial.labels === 0 ? 'all' : trial.labels,
    seed: trial.seed,
    status: trial.outcome.status,
    error: trial.outcome.status === 'failed' ? sayError(trial.outcome.error)[0] : null,
    ...figuresOf(trial, isTested(comparison, trial)),
    data: dataName,
    data_sha256: trial.recipe.data.fingerprint,
    model: modelTitle,
    model_id: trial.recipe.model.id,
    revision: trial.recipe.model.revision,
    split_seed: trial.recipe.split.seed,
    run: trial.id,
  }))
  const names = Object.keys(rows[0] ?? {})
  const lines = rows.map((row) => Object.values(row).map(field).join(','))
  return [names.join(','), ...lines, ''].join('\r\n')
}

/** Everything but pictures and the tests that are closed: recipes, epochs, first steps, results. */
export function recordsOf(whole: Comparison): string {
  const { trials, ...comparison } = whole
  const records = {
    format: 'thaw-comparison',
    version: 1,
    ...comparison,
    startedAt: new Date(comparison.startedAt).toISOString(),
    trials: trials.map((trial) => recordOf(trial, isTested(whole, trial))),
  }
  return `${JSON.stringify(records, withoutPictures, 2)}\n`
}

function recordOf({ outcome, recipe, ...trial }: Trial, tested: boolean) {
  const { status } = outcome
  if (status === 'failed') return { ...trial, status, recipe, error: errorInWords(outcome.error) }
  if (status !== 'finished') return { ...trial, status, recipe }
  const { recipe: _, test, ...result } = outcome.result
  const warnings = result.warnings.map(say)
  return {
    ...trial,
    status,
    recipe,
    result: { ...result, ...(tested && { test }), warnings },
    firstSteps: outcome.log.firstSteps,
  }
}

function errorInWords(error: WireError) {
  const [message, advice] = sayError(error)
  return { code: error.code, message, advice, causes: error.causes }
}

/** A picture has no place in JSON; its path tells which it was. */
function withoutPictures(key: string, value: unknown): unknown {
  return key === 'thumbnail' ? undefined : value
}

function figuresOf(trial: Trial, tested: boolean) {
  const result = isFinished(trial) ? trial.outcome.result : null
  const test = tested ? result?.test : undefined
  return {
    ...scoreColumns(trial.recipe.task, test),
    test_loss: test?.loss,
    test_n: test?.n,
    train_examples: result?.counts.train,
    validation_examples: result?.counts.validation,
    trainable_parameters: result?.parameters.trainable,
    all_parameters: result?.parameters.total,
    epochs: result?.epochs.length,
    best_epoch: result?.bestEpoch,
    ended: result?.stop,
    seconds: result?.seconds.total,
    seconds_preparing: result?.seconds.prepare,
    seconds_training: result?.seconds.train,
    peak_bytes: result?.memory.peakBytes,
    drift: result?.forgetting?.drift,
    drift_examples: result?.forgetting?.probe,
    plain_text_loss_before: result?.forgetting?.before,
    plain_text_loss_after: result?.forgetting?.after,
    backend: result?.backend,
    adapter: result?.adapter,
    [`validation_${taskCard(trial.recipe.task).score.key}`]: result && scoreOf(result),
    validation_loss: result?.epochs.find(({ epoch }) => epoch === result.bestEpoch)?.validationLoss,
  }
}

/**
 * The task's own figures. The first tasks' columns stand in every table, empty where they mean nothing, so that tables
 * of several comparisons go under one another.
 */
function scoreColumns(task: TaskId, test: Evaluation | undefined): Record<string, number | undefined> {
  const first = ['test_accuracy', 'test_perplexity', 'test_bits_per_byte']
  const own = test ? Object.entries(taskCard(task).score.figures(test)) : []
  return Object.fromEntries([
    ...first.map((name) => [name, undefined]),
    ...own.map(([name, value]) => [`test_${name}`, value]),
  ])
}

function field(value: string | number | null | undefined): string {
  const text = typeof value === 'string' ? spreadsheetSafe(value) : String(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
