// What can be taken away of the model that answers, by the method that taught it, and in which files it comes.
import { methodCard } from '../../../methods/cards.ts'
import type { MethodId } from '../../../methods/ids.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import type { Answering } from '../../store/state.ts'
import { answeringTask } from '../../store/steps.ts'
import { inSentence } from '../../store/taskWords.ts'
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
  return `What ${inSentence(methodCard(method).title)} learned stands beside the model and cannot be folded into its weights. Take the adapter, and use it with the model that it was trained on.`
}

export interface AdapterOffer {
  /** "The adapter, 78 kB", once its files are known. */
  readonly title: string
  readonly sentence: string
  readonly refused: boolean
  readonly files: readonly SingleFile[]
}

/** What is told of the adapter; `peek` is null until the engine has answered. */
export function adapterOffer(peek: AdapterPeek | null): AdapterOffer {
  const title = 'The adapter'
  const alone = 'Only what was learned, to be used beside the model that it was trained on.'
  if (!peek) return { title, sentence: alone, refused: false, files: [] }
  if (!peek.ok) return { title, sentence: `${peek.error.message} ${peek.error.advice}`, refused: true, files: [] }
  const names = peek.files.map(({ name }) => name)
  const bytes = peek.files.reduce((sum, { blob }) => sum + blob.size, 0)
  const reader = names.includes('adapter_config.json')
    ? 'Python’s peft loads it, and so does this studio.'
    : 'It is the studio’s own file: peft has no place for it, and its README says why.'
  const files = names.map((name) => ({ name, holds: adapterFiles[name] ?? '' }))
  return { title: `${title}, ${formatBytes(bytes)}`, sentence: `${alone} ${reader}`, refused: false, files }
}

export interface SingleFile {
  readonly name: string
  readonly holds: string
}

const adapterFiles: Readonly<Record<string, string>> = {
  'adapter_model.safetensors': 'the numbers that were learned',
  'thaw_adapter.safetensors': 'the numbers that were learned',
  'adapter_config.json': 'how they are attached',
  'thaw_adapter.json': 'how they are attached',
  'README.md': 'what it is, and how to use it',
  'labels.json': 'the classes in their order',
}

/** Of the whole model. */
export function modelFiles(task: TaskId): readonly SingleFile[] {
  const { input, words } = taskCard(task)
  const sorts = words.classes !== null
  return [
    { name: 'model.safetensors', holds: 'the weights' },
    { name: 'config.json', holds: sorts ? 'the shape of the network, and its classes' : 'the shape of the network' },
    input === 'image'
      ? { name: 'preprocessor_config.json', holds: 'how a picture is prepared' }
      : { name: 'tokenizer.json', holds: 'how a text becomes tokens' },
    ...(sorts ? [{ name: 'labels.json', holds: 'the classes in their order' }] : []),
  ]
}
