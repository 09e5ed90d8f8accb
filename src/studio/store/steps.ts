/** The seven steps as the rail shows them: what is done, what can be done, and what is missing for the rest. */

import { methodCard, thawedBlocks } from '../../methods/cards.ts'
import { modelCard } from '../../shared/catalog/models.ts'
import type { ModelSummary } from '../../shared/domain/model.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { TaskId } from '../../tasks/ids.ts'
import { countOf } from '../ui/format.ts'
import { currentTrial, isFinished, shownComparison } from './compareState.ts'
import { type Answering, fieldsOfRecipe, type RunState, type StepId, type StudioState, stepIds } from './state.ts'
import { exampleWords, sizeWords, taskRefusal } from './taskWords.ts'

export interface StepView {
  readonly id: StepId
  readonly title: string
  readonly state: 'done' | 'open' | 'waiting'
  /** One line of what was chosen. */
  readonly line: string
  /** Set while the step is waiting: what is missing, and the step that supplies it. */
  readonly missing: { readonly text: string; readonly step: StepId; readonly action: string } | null
}

const titles: Record<StepId, string> = {
  data: 'Data',
  model: 'Model',
  tune: 'Tune',
  watch: 'Watch',
  evaluate: 'Evaluate',
  use: 'Use',
  deploy: 'Deploy',
  compare: 'Compare',
  runs: 'Runs',
  home: 'Teach an AI model with your own pictures or texts',
  tour: 'How does it work?',
  camera: 'Take pictures',
  clean: 'Look through',
}

export function stepTitle(id: StepId): string {
  return titles[id]
}

export function stepViews(state: StudioState): readonly StepView[] {
  return stepIds.map((id) => stepView(state, id))
}

export function stepView(state: StudioState, id: StepId): StepView {
  const missing = missingFor(state, id)
  const done = isDone(state, id)
  return {
    id,
    title: titles[id],
    state: missing ? 'waiting' : done ? 'done' : 'open',
    line: missing ? '' : lineOf(state, id),
    missing,
  }
}

function missingFor(state: StudioState, id: StepId): StepView['missing'] {
  switch (id) {
    case 'data':
    case 'model':
      return null
    case 'tune':
      return missingToTune(state)
    case 'compare':
      return state.compare.comparisons.length > 0 ? null : missingToTune(state)
    case 'watch':
      if (state.run.status === 'idle')
        return { text: 'Nothing is training yet. Set up a run and start it.', ...wayToRun(state) }
      return null
    case 'evaluate':
      if (state.run.status !== 'finished')
        return {
          text: `The test comes after a run, on ${readDataOf(state) ? exampleWords(state.recipe.task).many : 'examples'} that the model has never seen.`,
          ...(state.run.status === 'idle' ? wayToRun(state) : { step: 'watch', action: 'Go to Watch' }),
        }
      return null
    case 'deploy':
      return state.use.answering ? null : missingToDeploy
    case 'use':
    case 'runs':
    case 'home':
    case 'tour':
    case 'camera':
    case 'clean':
      return null
    default:
      return id satisfies never
  }
}

function isDone(state: StudioState, id: StepId): boolean {
  switch (id) {
    case 'data':
      return readDataOf(state) !== null
    case 'model':
      return modelOf(state) !== null
    case 'tune':
      return state.run.status !== 'idle' && !runIsOfOther(state)
    case 'watch':
    case 'evaluate':
      return state.run.status === 'finished' && !runIsOfOther(state)
    case 'use':
      return state.use.prediction !== null && !answersOther(state)
    case 'deploy':
      return Object.keys(state.use.taken).length > 0 && !answersOther(state)
    case 'compare':
      return state.compare.comparisons.length > 0 && state.compare.running === null
    case 'runs':
      return state.runs.runs.length > 0
    case 'home':
    case 'tour':
    case 'camera':
    case 'clean':
      return false
    default:
      return id satisfies never
  }
}

/** Said of the run at hand where other data than its own stand. */
const otherData = 'A run on other data'

/** Whether the run that is shown was made with other data than those that stand now: it says nothing of these. */
function runIsOfOther(state: StudioState): boolean {
  const read = readDataOf(state)
  const { run } = state
  return read !== null && run.status !== 'idle' && run.log.recipe.data.fingerprint !== read.summary.fingerprint
}

/** Whether the model that answers does something else than the data at hand are for. */
function answersOther(state: StudioState): boolean {
  const task = readDataOf(state)?.summary.task
  return task !== undefined && task !== answeringTask(state.use.answering)
}

const missingToDeploy: StepView['missing'] = {
  text: 'Train a model first, or open a saved one.',
  step: 'data',
  action: 'Go to Data',
}

/** To Tune, or straight to what is missing there: nobody is sent from one empty screen to another. */
function wayToRun(state: StudioState): Pick<NonNullable<StepView['missing']>, 'step' | 'action'> {
  const { step, action } = missingToTune(state) ?? { step: 'tune', action: 'Go to Tune' }
  return { step, action }
}

function missingToTune(state: StudioState): StepView['missing'] {
  const choose = { step: 'model', action: 'Choose a model' } as const
  if (!readDataOf(state))
    return { text: 'Fine-tuning starts from examples. Add some first.', step: 'data', action: 'Choose data' }
  const model = modelOf(state)
  if (!model) return { text: 'Fine-tuning starts from a pre-trained model. Choose one first.', ...choose }
  const refusal = taskRefusal(model.tasks, state.recipe.task)
  return refusal ? { text: `${model.title} does not fit your data. ${refusal}`, ...choose } : null
}

function lineOf(state: StudioState, id: StepId): string {
  switch (id) {
    case 'data':
      return dataLine(state)
    case 'model':
      return modelLine(state)
    case 'tune':
      return tuneLine(state)
    case 'watch':
      return runIsOfOther(state) ? otherData : watchLine(state)
    case 'evaluate':
      if (state.run.status !== 'finished') return ''
      return runIsOfOther(state) ? otherData : testLine(state.run)
    case 'use':
      return lineToUse(state)
    case 'deploy':
      return 'A page, an app'
    case 'compare':
      return compareLine(state)
    case 'runs':
      return runsLine(state)
    case 'home':
    case 'tour':
    case 'camera':
    case 'clean':
      return ''
    default:
      return id satisfies never
  }
}

function dataLine(state: StudioState): string {
  if (state.data.status === 'reading') return 'Reading …'
  const read = readDataOf(state)
  return read ? sizeWords(read.summary) : 'Pictures or texts'
}

function modelLine(state: StudioState): string {
  if (state.model.status === 'loading') return `Loading ${modelCard(state.model.id)?.title ?? 'your model'} …`
  return modelOf(state)?.title ?? 'Choose a starting point'
}

function tuneLine(state: StudioState): string {
  const model = modelOf(state)
  const fields = fieldsOfRecipe(state.recipe)
  const { method } = state.recipe.forms[state.recipe.task]
  const { title, thaw, slides } = methodCard(method)
  if (!slides || thaw !== 'choice' || !model) return title
  const thawed = thawedBlocks(method, Number(fields.thaw), model.blocks.length)
  return `Top ${thawed === 1 ? 'block' : `${thawed} blocks`}`
}

function watchLine({ run }: StudioState): string {
  switch (run.status) {
    case 'idle':
      return ''
    case 'preparing':
      return 'Preparing …'
    case 'training':
      return `Epoch ${Math.min(run.log.epochs.length + 1, run.log.recipe.epochs)} of ${run.log.recipe.epochs}`
    case 'finished':
      return `${countOf(run.log.epochs.length, 'epoch', 'epochs')}, best ${run.result.bestEpoch}`
    case 'failed':
      return 'Stopped by an error'
    default:
      return run satisfies never
  }
}

function testLine({ log, result }: Extract<RunState, { status: 'finished' }>): string {
  return taskCard(log.recipe.task).score.line(result.test)
}

function lineToUse({ use }: StudioState): string {
  const task = answeringTask(use.answering)
  return task === null ? 'Or open a saved model' : taskCard(task).words.ask
}

function compareLine({ compare }: StudioState): string {
  const current = currentTrial(compare)
  if (current) return `Run ${current.place} of ${current.of}`
  const finished = shownComparison(compare)?.trials.filter(isFinished).length ?? 0
  return finished > 0 ? `${finished} runs side by side` : 'Methods side by side'
}

function runsLine({ runs, storage }: StudioState): string {
  if (storage?.kind === 'absent') return 'Not saved here'
  if (storage?.kind === 'full') return 'Storage is full'
  if (runs.runs.length === 0) return 'Everything you trained'
  return `${countOf(runs.runs.length, 'run', 'runs')}${storage?.kind === 'reader' ? ', saved by another tab' : ''}`
}

/** Whether there is a model, and it can learn from the data that stands; without data, any can. */
export function modelFits(state: StudioState): boolean {
  const model = modelOf(state)
  return model !== null && (!readDataOf(state) || taskRefusal(model.tasks, state.recipe.task) === null)
}

/** What the fine-tuned model that answers does; null where there is none. */
export function answeringTask(answering: Answering | null): TaskId | null {
  if (!answering) return null
  return answering.kind === 'run' ? answering.task : (answering.summary.tasks[0] ?? null)
}

/** The dataset that stands, also while another is read. */
export function readDataOf({ data }: StudioState) {
  if (data.status === 'ready') return data.ready
  return data.status === 'reading' ? data.previous : null
}

/** The model that stands, also while another is loaded, with the blocks that the task at hand reads it by. */
export function modelOf({ model, recipe }: StudioState): ModelSummary | null {
  const found = model.status === 'ready' ? model.summary : model.status === 'loading' ? model.previous : null
  return found && taskCard(recipe.task).target === 'tags' ? atEachWord(found) : found
}

/** The same answer for the same summary, so that nothing is drawn anew. */
const known = new WeakMap<ModelSummary, ModelSummary>()

/** Without the blocks that make one vector of a whole text. */
export function atEachWord(model: ModelSummary): ModelSummary {
  const { blocks } = model
  const left = blocks.filter(({ ofWholeText }) => !ofWholeText)
  if (left.length === blocks.length) return model
  const dropped = blocks.filter(({ ofWholeText }) => ofWholeText)
  const parameters = model.parameters - dropped.reduce((sum, block) => sum + block.parameters, 0)
  const made = known.get(model) ?? { ...model, blocks: left, parameters }
  known.set(model, made)
  return made
}

export function isRunning(run: RunState): boolean {
  return run.status === 'preparing' || run.status === 'training'
}

/** The engine does one thing at a time: a run, a comparison, a trial before a run, or an analysis after one. */
export function isBusy({ run, compare, probe, analysis }: StudioState): boolean {
  return isRunning(run) || compare.running !== null || probe.running !== null || analysis.running !== null
}
