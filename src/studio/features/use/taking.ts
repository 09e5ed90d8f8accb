// What can be taken away of the model that answers, by the method that taught it, and in which files it comes.
import { methodCard } from '../../../methods/cards.ts'
import type { MethodId } from '../../../methods/ids.ts'
import { adapterFormats } from '../../../shared/catalog/adapterFormats.ts'
import {
  exportCard,
  exportCards,
  exportedFile,
  type ModelExportId,
  modelExportIds,
} from '../../../shared/catalog/exports.ts'
import { sayError } from '../../../shared/messages/say.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { inSentence } from '../../../tasks/taskFigures.ts'
import type { Answering } from '../../store/state.ts'
import { answeringTask } from '../../store/steps.ts'
import type { AdapterPeek } from '../../store/useActions.ts'
import { formatBytes } from '../../ui/format.ts'

export interface Answers {
  readonly task: TaskId
  /** Null for a whole model that was brought: its files do not tell. */
  readonly method: MethodId | null
  /** Whether something was learned that can leave without the model. */
  readonly hasAdapter: boolean
  /** The run behind it is the last one of this visit, and could be had as a program. */
  readonly ofRun: boolean
}

/** Null where nothing answers. */
export function answersOf(answering: Answering | null): Answers | null {
  const task = answeringTask(answering)
  if (!answering || task === null) return null
  const ofRun = answering.kind === 'run'
  const method = ofRun ? answering.method : (answering.summary.adapter?.method.id ?? null)
  return { task, method, hasAdapter: method !== null && methodCard(method).leaves.adapter, ofRun }
}

/** Why the whole model cannot leave; null where it can. */
export function modelRefusal({ method }: Answers): string | null {
  if (method === null || methodCard(method).leaves.model) return null
  return `What ${inSentence(methodCard(method).title)} learned is separate from the model and cannot be merged into its weights. Download the adapter, and use it with the model that it was trained on.`
}

/** What is said of one export of the model that answers. */
export interface Offer {
  /** "The adapter, 78 kB", once its files are known. */
  readonly title: string
  readonly sentence: string
  /** The sentence then says why. */
  readonly refused: boolean
  /** Those that can be had one by one. */
  readonly files: readonly SingleFile[]
}

export interface SingleFile {
  readonly name: string
  readonly holds: string
}

type Offering = (answers: Answers, peek: AdapterPeek | null) => Offer | null

const offerings: Record<ModelExportId, Offering> = {
  weights: modelOffer,
  adapter: ({ hasAdapter }, peek) => (hasAdapter ? adapterOffer(peek) : null),
  page: (answers) => (modelRefusal(answers) === null ? plainOffer('page') : null),
  onnx: onnxOffer,
  tfjs: ({ task }) => pictureOffer(task),
  python: ({ ofRun }) => (ofRun ? plainOffer('python') : null),
}

/** What can be taken away, in order; `peek` is the adapter's, null until the engine has answered. */
export function offersOf(answers: Answers, peek: AdapterPeek | null): readonly (readonly [ModelExportId, Offer])[] {
  return modelExportIds.flatMap((id) => {
    const offer = offerings[id](answers, peek)
    return offer ? [[id, offer] as const] : []
  })
}

function plainOffer(id: ModelExportId): Offer {
  const { title, use } = exportCards[id]
  return { title, sentence: use, refused: false, files: [] }
}

/** Of networks for pictures the engine knows which convolve; for texts it is said beforehand. */
function pictureOffer(task: TaskId): Offer {
  const offer = plainOffer('tfjs')
  if (taskCard(task).input === 'image') return offer
  return { ...offer, sentence: sayError({ key: exportCards.tfjs.refusal, parameters: {} }).join(' '), refused: true }
}

function onnxOffer({ method, task }: Answers): Offer {
  const refusal = method === null ? null : (methodCard(method).leaves.graph?.(taskCard(task)) ?? null)
  if (refusal === null) return plainOffer('onnx')
  return { ...plainOffer('onnx'), sentence: `${refusal} Download the adapter instead.`, refused: true }
}

function modelOffer(answers: Answers): Offer {
  const refusal = modelRefusal(answers)
  const { title, use } = exportCards.weights
  if (refusal !== null) return { title, sentence: refusal, refused: true, files: [] }
  return { title, sentence: use, refused: false, files: modelFiles(answers.task) }
}

/** What is told of the adapter; `peek` is null until the engine has answered. */
export function adapterOffer(peek: AdapterPeek | null): Offer {
  const { title, use } = exportCards.adapter
  if (!peek) return plainOffer('adapter')
  if (!peek.ok) return { title, sentence: sayError(peek.error).join(' '), refused: true, files: [] }
  const names = peek.files.map(({ name }) => name)
  const bytes = peek.files.reduce((sum, { blob }) => sum + blob.size, 0)
  const { peft, own } = adapterFormats
  const { readBy } = names.includes(peft.settings) ? peft : own
  const files = names.map((name) => ({ name, holds: exportedFile('adapter', name)?.holds ?? '' }))
  return { title: `${title}, ${formatBytes(bytes)}`, sentence: `${use} ${readBy}`, refused: false, files }
}

/** Of the whole model. */
export function modelFiles(task: TaskId): readonly SingleFile[] {
  const { input, words } = taskCard(task)
  const classes = words.classes !== null
  const has = { image: input === 'image', text: input !== 'image', classes }
  return exportCard('weights')
    .files.filter(({ where, sometimes }) => !sometimes && (where === undefined || has[where]))
    .map(({ name, holds, holdsWithClasses = holds }) => ({ name, holds: classes ? holdsWithClasses : holds }))
}
