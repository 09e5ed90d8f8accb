import { useMemo } from 'react'
import { methodCard } from '../../../methods/cards.ts'
import type { MethodId } from '../../../methods/ids.ts'
import type { ModelSummary } from '../../../shared/domain/model.ts'
import type { Estimate } from '../../../shared/estimate.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { SlabStack } from '../../ui/charts/SlabStack.tsx'
import { formatCount } from '../../ui/format.ts'
import { isMovable } from './thawLine.ts'
import { inputWords, outputWords, thawLineText, trunkSlabs } from './trunkPicture.ts'

export interface ThawPictureProps {
  readonly model: ModelSummary
  readonly task: TaskId
  readonly method: MethodId
  readonly classes: number
  /** Texts are cut at this many. */
  readonly maxTokens: number
  readonly figures: Estimate
  /** Where the line is settled already. */
  readonly locked: boolean
  readonly onMove: (frozen: number) => void
}

/** The trunk as it will train: what stays frozen, what thaws, and the line between, to be dragged. */
export function ThawPicture({ model, task, method, classes, maxTokens, figures, locked, onMove }: ThawPictureProps) {
  const { blocks } = model
  const { trainable } = figures
  const frozen = blocks.length - figures.thawed
  const slabs = useMemo(() => trunkSlabs(model, { task, method, figures }), [model, task, method, figures])
  return (
    <SlabStack
      label={`${model.title}, block by block from the ${taskCard(task).input === 'image' ? 'picture' : 'text'} to the answer`}
      slabs={slabs}
      frozen={frozen}
      warmZone={{ word: methodCard(method).learns.above, detail: warmWords(figures, task, method) }}
      frozenZone={{ word: 'Frozen', detail: frozenWords(frozen, model) }}
      top={outputWords(task, classes)}
      bottom={inputWords(task, model.inputSize, maxTokens)}
      {...(isMovable(method) &&
        !locked && {
          line: { label: 'Thaw line', valueText: thawLineText(blocks, frozen, { trainable, method }), onMove },
        })}
    />
  )
}

/** "2 blocks and the head, 37.4 k parameters learn"; "2 of 3 blocks" where in one above the line nothing does. */
export function warmWords(figures: WarmFigures, task: TaskId, method: MethodId): string {
  const { thawed, blocks, trainable } = figures
  const reached = blocks.filter(({ own, added }) => own + added > 0).length
  const passedOver = methodCard(method).thaw === 'choice' && reached < thawed
  const blocksWords = passedOver ? `${reached} of ${plural(thawed)}` : plural(reached)
  const head = taskCard(task).headed ? ' and the head' : ''
  const which = reached === 0 ? 'The head alone' : `${blocksWords}${head}`
  const turns = methodCard(method).lineInEpoch ? ', one after another' : ''
  return `${which}${turns}, ${formatCount(trainable)} parameters learn`
}

type WarmFigures = Pick<Estimate, 'thawed' | 'blocks' | 'trainable'>

function frozenWords(frozen: number, { blocks }: ModelSummary): string {
  const below = blocks.slice(0, frozen).reduce((total, { parameters }) => total + parameters, 0)
  return `${plural(frozen)}, ${formatCount(below)} parameters`
}

function plural(blocks: number): string {
  return blocks === 1 ? '1 block' : `${blocks} blocks`
}
