import { useMemo } from 'react'
import type { TaskId } from '../../../shared/catalog/tasks.ts'
import type { Estimate } from '../../../shared/estimate.ts'
import type { ModelSummary } from '../../../shared/protocol.ts'
import { SlabStack } from '../../ui/charts/SlabStack.tsx'
import { formatCount } from '../../ui/format.ts'
import { inputWords, outputWords, thawLineText, trunkSlabs } from './thawLine.ts'

export interface ThawPictureProps {
  readonly model: ModelSummary
  readonly task: TaskId
  readonly classes: number
  /** Texts are cut at this many. */
  readonly maxTokens: number
  readonly figures: Estimate
  readonly onMove: (frozen: number) => void
}

/** The trunk as it will train: what stays frozen, what thaws, and the line between, to be dragged. */
export function ThawPicture({ model, task, classes, maxTokens, figures, onMove }: ThawPictureProps) {
  const { blocks } = model
  const frozen = blocks.length - figures.thawed
  const slabs = useMemo(() => trunkSlabs(model, { task, classes }), [model, task, classes])
  return (
    <SlabStack
      label={`${model.title}, block by block from the ${task === 'image-classification' ? 'picture' : 'text'} to the answer`}
      slabs={slabs}
      frozen={frozen}
      warmZone={{ word: 'Thawed', detail: warmWords(figures, task) }}
      frozenZone={{ word: 'Frozen', detail: frozenWords(frozen, figures) }}
      top={outputWords(task, classes)}
      bottom={inputWords(task, model.inputSize, maxTokens)}
      line={{ label: 'Thaw line', valueText: thawLineText(blocks, frozen, figures.trainable), onMove }}
    />
  )
}

function warmWords({ thawed, trainable }: Estimate, task: TaskId): string {
  const head = task === 'text-generation' ? '' : ' and the head'
  const blocks = thawed === 0 ? 'The head alone' : `${plural(thawed)}${head}`
  return `${blocks}, ${formatCount(trainable)} parameters`
}

function frozenWords(frozen: number, { total, trainable }: Estimate): string {
  return `${plural(frozen)}, ${formatCount(total - trainable)} parameters`
}

function plural(blocks: number): string {
  return blocks === 1 ? '1 block' : `${blocks} blocks`
}
