/** plan.json: what follows from recipe and network together, so that train.py need not know families and methods. */

import { methodPefts } from '../../../methods/pefts.ts'
import { capital } from '../../../shared/messages/capital.ts'
import type { Recipe } from '../../../shared/recipe/recipe.ts'
import { taskCard } from '../../../tasks/cards.ts'
import { namedTokens } from '../../inputs/chat/namedTokens.ts'
import type { ModelText } from '../../models/modelText.ts'
import { ownClassifierFields } from '../../models/ownClassifier.ts'
import type { Trunk } from '../../models/trunk.ts'
import { isDecayed, type ParameterSpec } from '../../nn/parameters.ts'
import type { Attachment } from '../../tuning/method.ts'
import { chatSource, spacesWords } from '../weights/textFiles.ts'

export interface PlanOptions {
  readonly recipe: Recipe
  readonly trunk: Trunk
  readonly attachment: Attachment
  readonly head: readonly ParameterSpec[]
  /** Of the data: classes, labels or tags. */
  readonly classes: number
  /** The peft configuration's class and arguments; null where peft has no part. */
  readonly peft: Record<string, unknown> | null
  readonly text: ModelText | null
  /** Texts are cut at this many tokens. */
  readonly maxTokens: number
  readonly published: { readonly repository: string; readonly revision: string } | null
}

/** One parameter that learns, by its name in the published files. */
export interface PlannedParameter {
  readonly name: string
  /** Index of its block, from the input; the head is above them all. */
  readonly block: number
  /** Share of the learning rate. */
  readonly share: number
  readonly decayed: boolean
}

export function planOf(options: PlanOptions) {
  const { recipe, trunk, attachment, head, peft, published } = options
  const { lineAt } = attachment
  const { project } = methodPefts[recipe.method.id]
  const own = taskCard(recipe.task).headed ? trunk.huggingFace.ownClassifier : undefined
  return {
    model: {
      family: trunk.family,
      repository: published?.repository ?? null,
      revision: published?.revision ?? null,
      pooling: trunk.huggingFace.pooling,
      ownClass: own?.className ?? null,
      // What its config.json says, so that nothing else reads it.
      ownFields: own ? ownClassifierFields(own) : {},
      interpolate: trunk.huggingFace.interpolates,
      // Features are hidden before the task's own layers, or before the words' table answers.
      dropoutAt: head[0]?.name.replace(/\.weight$/, '') ?? 'lm_head',
    },
    task: plannedTask(options),
    chat: chatOf(options),
    input: inputOf(options),
    peft,
    pissa: (project.subtracts?.(recipe.method) ?? null) !== null,
    /** Where the thaw line stands in each epoch; null where it stays. */
    lines: lineAt ? Array.from({ length: recipe.epochs }, (_, index) => lineAt(index + 1)) : null,
    parameters: parametersOf(options),
    /** What multiplies the features; its rate, epsilon and decay may be for features of size 1. */
    reader: head.find(({ role }) => role === 'kernel')?.name ?? null,
    /** What lies in blocks below may have an epsilon of its own. */
    headBlock: trunk.blocks.length,
  }
}

/** What is asked and answered, what transformers calls it, and by which score the best epoch is chosen. */
function plannedTask({ recipe, trunk, text, head, classes }: PlanOptions) {
  const { input, target, headed, outputs, huggingFace, score, words } = taskCard(recipe.task)
  return {
    ...{ input, target, title: capital(words.doing) },
    ...{ pipelineTag: huggingFace.pipelineTag, autoModel: huggingFace.autoModel },
    problemType: huggingFace.problemType ?? null,
    outputs: headed ? outputs(classes) : 0,
    ...{ score: score.key, better: score.better },
    addPrefixSpace: spacesWords(recipe.task, trunk, text),
    lastLayer: lastLayerOf(head),
  }
}

/** How conversations are written out, and what of them is learned; null for other tasks. */
function chatOf({ recipe: { task, chat }, text }: PlanOptions) {
  if (!text || taskCard(task).input !== 'turns') return null
  const constants = { plainTemplate: [Number(chat.template === 'plain')] }
  const written = chatSource(text, { task, constants })
  if (!written) throw new Error('internal: conversations without a template')
  const { source, kind } = written
  return { template: source, plain: kind === 'plain', tokens: namedTokens(text.tokenizer), loss: chat.loss }
}

/** Of the head, where a single number comes out: numbers are brought to the unit of the data there. */
function lastLayerOf(head: readonly ParameterSpec[]) {
  const last = head.filter(({ shape }) => shape.at(-1) === 1)
  const named = (sides: number) => last.find(({ shape }) => shape.length === sides)?.name ?? null
  return { weight: named(2), bias: named(1) }
}

function inputOf({ trunk, text, maxTokens }: PlanOptions) {
  const { input } = trunk
  if (input.kind === 'image') return { kind: 'image', ...input.preprocessing }
  if (!text) throw new Error('internal: a text model without its tokeniser')
  const { padId, endId, before, after, pair } = text.tokenizer
  return { kind: 'text', maxTokens, padId, endId, before, after, pair, typed: input.tokenTypes === true }
}

/** The trunk's own by their block's rate, the head's at the full rate; what peft joins is one parameter. */
function parametersOf({ recipe, trunk, attachment, head }: PlanOptions): PlannedParameter[] {
  const { trunkRate, layerDecay } = recipe.optimiser
  const top = trunk.blocks.length - 1
  const trainables = new Set(attachment.trainables)
  const planned = (spec: ParameterSpec, block: number): PlannedParameter => {
    const share = block > top ? 1 : trunkRate * layerDecay ** (top - block) * attachment.rateOf(spec.name)
    return { name: spec.name, block, share, decayed: isDecayed(spec) }
  }
  const own = trunk.blocks.flatMap(({ parameters }, block) =>
    parameters.filter(({ name }) => trainables.has(name)).map((spec) => planned(spec, block)),
  )
  const added = attachment.added.filter(({ trained }) => trained).map((spec) => planned(spec, spec.block))
  const { joined } = methodPefts[recipe.method.id].project
  return [
    ...own,
    ...(joined === undefined ? added : added.slice(0, 1).map((first) => ({ ...first, name: joined }))),
    ...head.map((spec) => planned(spec, trunk.blocks.length)),
  ]
}
