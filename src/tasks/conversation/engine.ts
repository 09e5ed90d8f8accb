/** Conversations: answers are predicted token by token, and the last one of each is asked for and held to the true one. */
import { inTurns } from '../../engine/data/answers/wholeConversation.ts'
import type { Example } from '../../engine/data/dataset.ts'
import type { ChatTemplate } from '../../engine/inputs/chat/chatTemplate.ts'
import { tokenInput } from '../../engine/inputs/inputs.ts'
import type { TokenRow } from '../../engine/inputs/tokenStore.ts'
import type { ModelText } from '../../engine/models/modelText.ts'
import { mostTokens } from '../../engine/models/mostTokens.ts'
import { evaluateRows } from '../../engine/train/evaluateRows.ts'
import type { Rows } from '../../engine/train/rows.ts'
import type { ExampleQuestion } from '../../shared/domain/answers.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { notice } from '../../shared/messages/say.ts'
import { answerScores } from '../../shared/metrics/answerScores.ts'
import { wilsonInterval } from '../../shared/metrics/wilsonInterval.ts'
import type { BeforeTraining, PreparedTask, TaskEngine, TaskOptions, TaskOutcome, TaskRun } from '../taskEngine.ts'
import { textOf, usedExamples } from '../taskInputs.ts'
import { answerNothing } from '../text-generation/answer.ts'
import { featureOf, plainLoss, untouchedScores, writingFigures } from '../text-generation/engine.ts'
import { type GenerationObjective, generation } from '../text-generation/objective.ts'
import { chatPrompt, templateConstants, templateOf } from './answer.ts'
import { type Asked, answersTo, type Question, questionOf, sampleOf } from './asked.ts'
import type { ConversationTest } from './card.ts'
import { tableOfTurns } from './readings.ts'
import { type ConversationRow, conversationRows, turnsOf } from './rows.ts'

export const talk: TaskEngine = {
  readings: { table: tableOfTurns },
  prepare,
  tokensOf,
  question,
  featureOf,
  predict: answerNothing,
  // Questions in a row are one, as they were in training.
  promptOf: (tuned, turns) => chatPrompt(tuned, inTurns(turns)),
}

interface Conversations {
  readonly template: ChatTemplate
  readonly rows: Rows
  readonly made: readonly ConversationRow[]
  /** Of each row the example that it is of. */
  readonly exampleOf: readonly number[]
  readonly input: PreparedTask['input']
  readonly objective: GenerationObjective
}

async function prepare(options: TaskOptions): Promise<PreparedTask> {
  const { recipe, split, trunk, emit, signal } = options
  const text = textOf(options)
  const most = mostTokens(options)
  const template = await templateOf(text, recipe.chat.template)
  const { used, examples } = usedExamples(options)
  const stage = notice('turningIntoTokens')
  const {
    rows: all,
    warnings,
    refusal,
  } = await conversationRows(examples, {
    ...{ template, tokenizer: text.tokenizer, most, loss: recipe.chat.loss, signal },
    onProgress: (done, total) => emit({ type: 'progress', job: 'train', stage, done, total, unit: 'examples' }),
  })
  const kept = all.flatMap((row, place) => (row ? [{ row, example: used[place] as number }] : []))
  const made = kept.map(({ row }) => row)
  const places = new Map(kept.map(({ example }, place) => [example, place]))
  const of = (indices: readonly number[]) => indices.flatMap((index) => places.get(index) ?? [])
  const rows = { train: of(split.train), validation: of(split.validation), test: of(split.test) }
  refuseNone(rows, refusal)
  const conversations: Conversations = {
    ...{ template, rows, made },
    exampleOf: kept.map(({ example }) => example),
    input: tokenInput(made, { padId: text.tokenizer.padId, predicts: true, most }),
    objective: generation(trunk, made),
  }
  return {
    ...{ rows, input: conversations.input, objective: conversations.objective, warnings, first: [] },
    evaluateBefore: (run, at) => evaluateBefore(run, conversations, at),
    evaluateAfter: (run, { before }) => evaluateAfter(run, conversations, before),
    plainLoss: (network, stop) => plainLoss(network, { text, most, signal: stop }),
  }
}

/** In the template's own words, where it left any out. */
function refuseNone({ train, validation, test }: Rows, refusal: ThawError | null): void {
  if (train.length > 0 && validation.length > 0 && test.length > 0) return
  if (refusal) throw refusal
  const left = { train: train.length, validation: validation.length, test: test.length }
  throw new ThawError('data-empty', 'conversationsNoneLeft', left)
}

async function evaluateBefore(
  run: TaskRun,
  conversations: Conversations,
  at: Parameters<PreparedTask['evaluateBefore']>[1],
): Promise<BeforeTraining> {
  const before = at?.before ?? (await untouchedAnswers(run, conversations))
  const shown = sampleQuestion(run, conversations)
  return {
    before,
    afterEpoch: async (epoch) => {
      if (run.control.stopped) return
      const answer = await sampleOf(run.trainer.network, shown, askedBy(run, conversations))
      run.emit({ type: 'sample', runId: run.runId, epoch, prompt: shown.words, text: answer })
    },
  }
}

type Before = NonNullable<BeforeTraining['before']>

async function untouchedAnswers(run: TaskRun, conversations: Conversations): Promise<Before> {
  const { untouched, runId, emit } = run
  const scores = await untouchedScores(run, conversations)
  const asked = askedBy(run, conversations)
  const shown = sampleQuestion(run, conversations)
  const sample = await sampleOf(untouched, shown, asked)
  emit({ type: 'sample', runId, epoch: 0, prompt: shown.words, text: sample })
  const answers = await answersTo(untouched, questionsOf(conversations, conversations.rows.test), asked)
  return { ...scores, prompt: shown.words, sample, answers }
}

/** Greedy answers are few and short where they can be told right or wrong; a sample of the test says it for long ones. */
const mostAsked = 100

function questionsOf({ rows: _, made, exampleOf }: Conversations, some: readonly number[]): readonly Question[] {
  return some
    .slice(0, mostAsked)
    .map((row) => questionOf((made[row] as ConversationRow).turns, exampleOf[row] as number))
}

/** What the person asked for, or the first question of the validation split. */
function sampleQuestion({ recipe }: TaskRun, conversations: Conversations): Question {
  const wanted = recipe.sample.prompt.trim()
  const [first] = questionsOf(conversations, conversations.rows.validation.slice(0, 1)) as [Question]
  return wanted === '' ? first : { ...first, turns: [{ speaker: 'user', text: wanted }], words: wanted }
}

function askedBy({ recipe, signal, text, emit }: TaskRun, { template }: Conversations): Asked {
  const stage = notice('askingQuestions')
  return {
    ...{ template, text: textOf({ text }), settings: recipe.sample, seed: recipe.seed, signal },
    onProgress: (done, total) => emit({ type: 'progress', job: 'train', stage, done, total, unit: 'examples' }),
  }
}

async function evaluateAfter(
  run: TaskRun,
  conversations: Conversations,
  before: BeforeTraining['before'],
): Promise<TaskOutcome> {
  if (!before?.answers) throw new Error('internal: the untouched network was not asked')
  const { objective, rows, made, template } = conversations
  const tally = await evaluateRows({ ...run, objective }, rows.test)
  const bytes = rows.test.reduce((sum, row) => sum + (made[row] as ConversationRow).bytes, 0)
  const asked = askedBy(run, conversations)
  const { network } = run.trainer
  const [tested, checked] = [rows.test, rows.validation].map((some) => questionsOf(conversations, some))
  const answers = await answersTo(network, tested ?? [], asked)
  const onValidation = await answersTo(network, checked ?? [], asked)
  const sample = await sampleOf(network, sampleQuestion(run, conversations), asked)
  const truths = (questions: readonly Question[] = []) => questions.map(({ truth }) => truth)
  const scored = answerScores(answers, truths(tested))
  const score = tally.score()
  const losses = tally.rowLosses()
  const test: ConversationTest = {
    kind: 'conversation',
    n: score.counted,
    ...writingFigures(score, bytes),
    before: writingFigures(before.test, bytes),
    passages: rows.test.map((row, at) => ({
      ...{ loss: losses[at] ?? 0, before: before.testLosses?.[at] ?? 0 },
      ...{ tokens: objective.weigh([row]), bytes: (made[row] as ConversationRow).bytes },
    })),
    answers: {
      test: scored,
      before: answerScores(before.answers, truths(tested)),
      interval: wilsonInterval(Math.round(scored.exactMatch * scored.n), scored.n),
      validation: answerScores(onValidation, truths(checked)),
      asked: (tested ?? []).map(({ example, truth }, at) => ({
        ...{ example, truth, before: before.answers?.[at] ?? '', after: answers[at] ?? '' },
      })),
      trainTokens: rows.train.reduce((sum, row) => sum + (made[row] as TokenRow).ids.length - 1, 0),
    },
  }
  const { loss: validationLoss, perplexity } = before.validation
  return {
    test,
    validation: null,
    before: { validationLoss, validationPerplexity: perplexity ?? Math.exp(validationLoss) },
    samples: { prompt: before.prompt, before: before.sample, after: sample },
    constants: templateConstants(template),
  }
}

/** As its template writes it; the plain one where it is looked at without a run. */
function tokensOf(content: Example['content'], { tokenizer }: ModelText, maxTokens: number): TokenRow {
  const lines = turnsOf({ content })
    .map(({ speaker, text }) => `${speaker}: ${text}`)
    .join('\n')
  const ids = [...tokenizer.before, ...tokenizer.encode(lines, { special: false, enough: maxTokens })]
  return { ids: Int32Array.from(ids.slice(0, maxTokens)), weights: null }
}

async function question(example: Example): Promise<ExampleQuestion> {
  const { words, truth, turns } = questionOf(turnsOf(example), 0)
  return { input: { kind: 'text', text: words }, truth: { kind: 'text', text: truth }, turns }
}
