import { useMemo } from 'react'
import { methodCard } from '../../../methods/cards.ts'
import type { BlockCosts } from '../../../methods/counting.ts'
import type { MethodId } from '../../../methods/ids.ts'
import { lineInEpoch, type MethodCosts, methodCosts } from '../../../shared/catalog/methodCosts.ts'
import type { ModelSummary } from '../../../shared/domain/model.ts'
import { capital } from '../../../shared/messages/capital.ts'
import type { Recipe } from '../../../shared/recipe/recipe.ts'
import { settingsAt } from '../../../shared/recipe/steering.ts'
import { significant } from '../../../shared/significant.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { StudioState } from '../../store/state.ts'
import { modelOf } from '../../store/steps.ts'
import { Card } from '../../ui/Card.tsx'
import { SlabStack } from '../../ui/charts/SlabStack.tsx'
import { countOf } from '../../ui/format.ts'
import { glowOf } from './glow.ts'
import { usePaced } from './usePaced.ts'
import styles from './watch.module.css'

const everyMs = 390
const selectUpdates = (state: StudioState) =>
  state.run.status === 'idle' ? noUpdates : (state.run.log.states.at(-1)?.updateRatios ?? noUpdates)
const selectRecipe = (state: StudioState) => (state.run.status === 'idle' ? null : state.run.log.recipe)
const selectEpoch = (state: StudioState) => (state.run.status === 'idle' ? 1 : state.run.log.epochs.length + 1)
const noUpdates: readonly number[] = []

/** The trunk while it learns: each thawed block as warm as its weights moved in the last epoch. */
export function WarmTrunk() {
  const updateRatios = usePaced(selectUpdates, everyMs)
  const recipe = usePaced(selectRecipe, everyMs)
  const epoch = usePaced(selectEpoch, everyMs)
  const model = usePaced(modelOf, everyMs)
  if (!recipe || !model || recipe.model.id !== model.id) return null
  return <Trunk model={model} recipe={recipe} updateRatios={updateRatios} epoch={Math.min(epoch, recipe.epochs)} />
}

const movedWords = {
  whole: 'The figure is how far a block’s weights',
  part: 'The figure is how far the weights that learn in or beside a block',
}

interface TrunkProps {
  readonly model: ModelSummary
  readonly recipe: Recipe
  readonly updateRatios: readonly number[]
  readonly epoch: number
}

function Trunk({ model, recipe, updateRatios, epoch }: TrunkProps) {
  const { blocks } = model
  const now = useMemo(() => ({ ...recipe, thaw: settingsAt(recipe, Number.POSITIVE_INFINITY).thaw }), [recipe])
  const { id } = recipe.method
  const costs = useMemo(() => methodCosts(now, blocks, 0), [now, blocks])
  const frozen = lineInEpoch(recipe, { lowest: costs.line, blocks: blocks.length, epoch })
  const thawed = blocks.length - frozen
  const { headed } = taskCard(recipe.task)
  const slabs = useMemo(
    () => trunkSlabs(model, { updateRatios, headed, costs, id }),
    [model, updateRatios, headed, costs, id],
  )
  const withHead = thawed === 0 ? 'the head' : `${countOf(thawed, 'block', 'blocks')} and the head`
  return (
    <Card title="Weight change by layer" note={methodCard(id).title}>
      <SlabStack
        compact
        label="How far each block changed in the last epoch"
        slabs={slabs}
        frozen={frozen}
        warmZone={{ word: methodCard(id).learns.above, detail: headed ? withHead : countOf(thawed, 'block', 'blocks') }}
        frozenZone={{ word: 'Frozen', detail: countOf(frozen, 'block', 'blocks') }}
      />
      <p className={styles.caption}>
        {movedWords[methodCard(id).learns.part === 'whole' ? 'whole' : 'part']} changed in the last epoch, as a share of
        their size. Warmer changed more.
      </p>
    </Card>
  )
}

interface Moving {
  readonly updateRatios: readonly number[]
  readonly headed: boolean
  readonly costs: MethodCosts
  readonly id: MethodId
}

/** The head moves too, where the task has one. */
function trunkSlabs({ blocks }: ModelSummary, { updateRatios, headed, costs, id }: Moving) {
  const moved = (index: number) => updateRatios[index] ?? 0
  const slab = (index: number) => ({ note: moved(index) > 0 ? ratio(moved(index)) : '', glow: glowOf(moved(index)) })
  return [
    ...blocks.map(({ name, label, parameters }, index) => ({
      key: name,
      label: capital(label),
      weight: parameters,
      part: learns(costs.blocks[index]) ? methodCard(id).learns.part : ('none' as const),
      ...slab(index),
    })),
    ...(headed ? [{ key: 'head', label: 'Head', weight: 0, ...slab(blocks.length) }] : []),
  ]
}

function learns(costs: BlockCosts | undefined): boolean {
  return costs !== undefined && costs.own + costs.added > 0
}

function ratio(value: number): string {
  return `${significant(100 * value, 2)}\u00a0%`
}
