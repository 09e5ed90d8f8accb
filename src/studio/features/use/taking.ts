// What can be taken away of the model that answers, by the method that taught it, and in which files it comes.
import { type MethodId, methodCard } from '../../../shared/catalog/methods.ts'
import type { TaskId } from '../../../shared/catalog/tasks.ts'
import { estimate } from '../../../shared/estimate.ts'
import type { ModelSummary } from '../../../shared/protocol.ts'
import type { Answering, RunState } from '../../store/state.ts'
import { answeringTask } from '../../store/steps.ts'
import { formatBytes } from '../../ui/format.ts'

export interface Answers {
  readonly task: TaskId
  /** Null for a whole model that was brought: its files do not tell. */
  readonly method: MethodId | null
  /** Whether something was learned that can leave without the model. */
  readonly hasAdapter: boolean
  /** About, of the adapter's file; null where that is not known. */
  readonly adapterBytes: number | null
  /** The run behind it is the last one of this visit, and could be had as a program. */
  readonly ofRun: boolean
}

interface Standing {
  readonly answering: Answering | null
  readonly run: RunState
  readonly model: ModelSummary | null
}

/** Null where nothing answers. */
export function answersOf(standing: Standing): Answers | null {
  const { answering } = standing
  const task = answeringTask(answering)
  if (!answering || task === null) return null
  const ofRun = answering.kind === 'run'
  const method = ofRun ? answering.method : (answering.summary.adapter?.method.id ?? null)
  const hasAdapter = method !== null && withAdapter.includes(method)
  return { task, method, hasAdapter, adapterBytes: hasAdapter ? bytesOf(standing) : null, ofRun }
}

/** Why the whole model cannot leave; null where it can. */
export function modelRefusal({ method }: Answers): string | null {
  if (method === null || !unmerged.includes(method)) return null
  return `What ${inSentence(method)} learned stands beside the model and cannot be folded into its weights. Take the adapter, and use it with the model that it was trained on.`
}

/** "The adapter, about 105 kB". */
export function adapterTitle({ adapterBytes }: Answers): string {
  return adapterBytes === null ? 'The adapter' : `The adapter, about ${formatBytes(adapterBytes)}`
}

export function adapterSentence({ method }: Answers): string {
  const alone = 'Only what was learned, to be used beside the model that it was trained on.'
  if (method === 'adapter') return `${alone} It is the studio's own file: Python's peft has no adapter of this kind.`
  return `${alone} Python's peft loads it; for networks that peft has no place in it is the studio's own file, and its README says why.`
}

export interface SingleFile {
  readonly label: string
  readonly holds: string
  readonly is: (name: string) => boolean
}

export function singleFiles(what: 'weights' | 'adapter', { task, method }: Answers): readonly SingleFile[] {
  const sorts = task !== 'text-generation'
  const classes = sorts ? [named('labels.json', 'the classes in their order')] : []
  if (what === 'adapter') {
    const own = method === 'adapter'
    const settings = own ? ['thaw_adapter.json'] : ['adapter_config.json', 'thaw_adapter.json']
    const weights = own ? ['thaw_adapter.safetensors'] : ['adapter_model.safetensors', 'thaw_adapter.safetensors']
    return [
      named(weights, 'the numbers that were learned'),
      named(settings, 'how they are attached'),
      named('README.md', 'what it is, and how to use it'),
      ...classes,
    ]
  }
  return [
    named('model.safetensors', 'the weights'),
    named('config.json', sorts ? 'the shape of the network, and its classes' : 'the shape of the network'),
    task === 'image-classification'
      ? named('preprocessor_config.json', 'how a picture is prepared')
      : named('tokenizer.json', 'how a text becomes tokens'),
    ...classes,
  ]
}

/** The first name is the usual one. */
function named(names: string | readonly string[], holds: string): SingleFile {
  const all = [names].flat()
  return { label: all[0] ?? '', holds, is: (name) => all.includes(name) }
}

const withAdapter: readonly MethodId[] = ['lora', 'dora', 'ia3', 'adapter', 'prompt', 'prefix', 'norm']
const unmerged: readonly MethodId[] = ['adapter', 'prompt', 'prefix']

/** "LoRA" stays as it is; "Prompt tuning" begins small. */
function inSentence(method: MethodId): string {
  const { title } = methodCard(method)
  return title.charAt(0).toLowerCase() + title.slice(1)
}

/** Of the run on the screen, as Tune foretold it. */
function bytesOf({ answering, run, model }: Standing): number | null {
  if (run.status === 'idle' || answering?.kind !== 'run' || run.log.runId !== answering.runId) return null
  const { recipe } = run.log
  if (!model || recipe.model.id !== model.id) return null
  const counts = { classes: answering.classes, train: 1, validation: 1, test: 1, tokens: recipe.maxTokens }
  return estimate(model, recipe, counts).adapterBytes
}
