/** Runs that transformers and peft cannot repeat: better told here than found out from a loss that differs. */
import { thawedBlocks } from '../../../methods/cards.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import type { Recipe } from '../../../shared/recipe/recipe.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { Trunk } from '../../models/trunk.ts'

/** @throws ThawError `export-refused`. */
export function refuse(recipe: Recipe, trunk: Trunk, goesOn: boolean): void {
  const why = goesOn && isPrincipal(recipe) ? principalAgain : reasonFor(recipe, trunk)
  if (why) throw new ThawError('export-refused', `This run cannot be exported as a Python project: ${why[0]}.`, why[1])
}

const takeWeights = 'Export the model instead and go on from that.'
const likeLora = 'Choose LoRA, or export the model.'
const likeFull = 'Choose top blocks, full or norms, or export the model.'

const principalAgain = [
  'what it goes on with was learned beside other layers than those that PiSSA leaves',
  "Set the pairs' initialisation to zero.",
] as const

function isPrincipal({ method }: Recipe): boolean {
  return method.id === 'lora' && method.initialisation === 'pissa'
}

function reasonFor(recipe: Recipe, trunk: Trunk): readonly [string, string] | null {
  const { method, task, thaw, optimiser } = recipe
  const { input } = trunk
  const limits = trunk.huggingFace.limits(undefined)
  if (recipe.history.length > 0)
    return [
      'its settings were changed while it ran',
      'Train once more without the changes, or export the model instead.',
    ]
  const { headed, huggingFace } = taskCard(task)
  if (huggingFace.projectRefusal) return huggingFace.projectRefusal
  if (limits.network?.project) return [limits.network.project, takeWeights]
  const { id } = method
  if (limits.layers?.project && ['lora', 'dora', 'ia3'].includes(id)) return [limits.layers.project, likeFull]
  if (id === 'adapter') return ['peft has no bottleneck adapters', likeLora]
  if (id !== 'prompt' && id !== 'prefix') return null
  const what = id === 'prompt' ? 'prompts' : 'prefixes'
  if (input.kind === 'image') return [`peft has no ${what} for pictures`, likeLora]
  if (id === 'prompt' && input.causal && headed)
    return ["transformers finds the end of a padded text by its ids, which peft's prompts hide from it", likeLora]
  if (id === 'prompt') return null
  if (limits.prefix?.project) return [limits.prefix.project, likeLora]
  const layers = trunk.blocks.flatMap(({ attention }, index) => (attention ? [index] : []))
  const lowest = trunk.blocks.length - thawedBlocks(id, thaw, trunk.blocks.length)
  if (layers.some((index) => index < lowest))
    return ["peft's prefixes are in every layer, this run's in the top ones only", 'Thaw all blocks.']
  if (layers.length > 1 && optimiser.layerDecay !== 1)
    return ["peft's prefixes of all layers are one parameter, with one learning rate", 'Set the layer decay to 1.']
  return null
}
