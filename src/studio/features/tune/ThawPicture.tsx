import { useMemo } from 'react'
import type { Estimate } from '../../../shared/estimate.ts'
import type { ModelSummary } from '../../../shared/protocol.ts'
import { SlabStack } from '../../ui/charts/SlabStack.tsx'
import { formatCount } from '../../ui/format.ts'
import { thawLineText } from './thawLine.ts'

export interface ThawPictureProps {
  readonly model: ModelSummary
  readonly classes: number
  readonly figures: Estimate
  readonly onMove: (frozen: number) => void
}

/** The trunk as it will train: what stays frozen, what thaws, and the line between, to be dragged. */
export function ThawPicture({ model, classes, figures, onMove }: ThawPictureProps) {
  const { blocks } = model
  const frozen = blocks.length - figures.thawed
  const slabs = useMemo(() => trunkSlabs(model, classes), [model, classes])
  return (
    <SlabStack
      label={`${model.title}, block by block from the picture to the answer`}
      slabs={slabs}
      frozen={frozen}
      warmZone={{ word: 'Thawed', detail: warmWords(figures) }}
      frozenZone={{ word: 'Frozen', detail: frozenWords(frozen, figures) }}
      top={`${classes} classes out`}
      bottom={`${model.inputSize} × ${model.inputSize} pixels in`}
      line={{ label: 'Thaw line', valueText: thawLineText(blocks, frozen, figures.trainable), onMove }}
    />
  )
}

function trunkSlabs({ blocks, featureSize }: ModelSummary, classes: number) {
  const head = (featureSize + 1) * classes
  return [
    ...blocks.map(({ name, label, parameters }) => ({
      key: name,
      label: capital(label),
      note: formatCount(parameters),
      weight: parameters,
    })),
    { key: 'head', label: 'Head', note: formatCount(head), weight: head },
  ]
}

function warmWords({ thawed, trainable }: Estimate): string {
  const blocks = thawed === 0 ? 'The head alone' : `${plural(thawed)} and the head`
  return `${blocks}, ${formatCount(trainable)} parameters`
}

function frozenWords(frozen: number, { total, trainable }: Estimate): string {
  return `${plural(frozen)}, ${formatCount(total - trainable)} parameters`
}

function plural(blocks: number): string {
  return blocks === 1 ? '1 block' : `${blocks} blocks`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
