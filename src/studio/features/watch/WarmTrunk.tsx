import { useMemo } from 'react'
import { methodCard, thawedBlocks } from '../../../shared/catalog/methods.ts'
import type { ModelSummary } from '../../../shared/protocol.ts'
import type { Recipe } from '../../../shared/recipe.ts'
import type { StudioState } from '../../store/state.ts'
import { modelOf } from '../../store/steps.ts'
import { Card } from '../../ui/Card.tsx'
import { SlabStack } from '../../ui/charts/SlabStack.tsx'
import { glowOf } from './glow.ts'
import { usePaced } from './usePaced.ts'
import styles from './watch.module.css'

const everyMs = 390
const selectWarmth = (state: StudioState) => (state.run.status === 'idle' ? noWarmth : state.run.log.warmth)
const selectRecipe = (state: StudioState) => (state.run.status === 'idle' ? null : state.run.log.recipe)
const noWarmth: readonly number[] = []

/** The trunk while it learns: each thawed block as warm as its weights moved in the last epoch. */
export function WarmTrunk() {
  const warmth = usePaced(selectWarmth, everyMs)
  const recipe = usePaced(selectRecipe, everyMs)
  const model = usePaced(modelOf, everyMs)
  if (!recipe || !model || recipe.model.id !== model.id) return null
  return <Trunk model={model} recipe={recipe} warmth={warmth} />
}

function Trunk({ model, recipe, warmth }: { model: ModelSummary; recipe: Recipe; warmth: readonly number[] }) {
  const { blocks } = model
  const thawed = thawedBlocks(recipe.method.id, recipe.thaw, blocks.length)
  const continues = recipe.task === 'text-generation'
  const slabs = useMemo(() => trunkSlabs(model, { warmth, continues }), [model, warmth, continues])
  const headed = thawed === 0 ? 'head' : `${thawed} + head`
  return (
    <Card title="What moves" note={methodCard(recipe.method.id).title}>
      <SlabStack
        compact
        label="How far each block moved in the last epoch"
        slabs={slabs}
        frozen={blocks.length - thawed}
        warmZone={{ word: 'Thawed', detail: continues ? String(thawed) : headed }}
        frozenZone={{ word: 'Frozen', detail: `${blocks.length - thawed}` }}
      />
      <p className={styles.caption}>
        The figure is how far a block’s weights moved in the last epoch, as a share of their size. Warmer moved further.
      </p>
    </Card>
  )
}

/** A network that continues texts has no head of its own. */
function trunkSlabs({ blocks }: ModelSummary, run: { warmth: readonly number[]; continues: boolean }) {
  const { warmth, continues } = run
  const moved = (index: number) => warmth[index] ?? 0
  const slab = (index: number) => ({ note: moved(index) > 0 ? ratio(moved(index)) : '', glow: glowOf(moved(index)) })
  return [
    ...blocks.map(({ name, label, parameters }, index) => ({
      key: name,
      label,
      weight: parameters,
      ...slab(index),
    })),
    ...(continues ? [] : [{ key: 'head', label: 'head', weight: 0, ...slab(blocks.length) }]),
  ]
}

function ratio(value: number): string {
  return `${(100 * value).toPrecision(2)}\u00a0%`
}
