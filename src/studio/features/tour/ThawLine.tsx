import { useMemo } from 'react'
import type { ModelSummary } from '../../../shared/domain/model.ts'
import { capital } from '../../../shared/messages/capital.ts'
import { SlabStack } from '../../ui/charts/SlabStack.tsx'
import { countOf, formatCount } from '../../ui/format.ts'
import { kinds } from './chapters.ts'

export interface ThawLineProps {
  readonly model: ModelSummary
  /** Blocks above the line. */
  readonly thawed: number
  readonly movable: boolean
  readonly onMove: (thawed: number) => void
}

/** The network in slabs, with the line that parts what learns from what stays. */
export function ThawLine({ model, thawed, movable, onMove }: ThawLineProps) {
  const { blocks, featureSize, inputSize, title } = model
  const head = (featureSize + 1) * kinds
  const frozen = blocks.length - thawed
  const slabs = useMemo(
    () => [
      ...blocks.map(({ name, label, parameters }) => ({
        key: name,
        label: capital(label),
        note: formatCount(parameters),
        weight: parameters,
      })),
      { key: 'head', label: 'Head', note: formatCount(head), weight: head },
    ],
    [blocks, head],
  )
  const sum = (from: number, to: number) => blocks.slice(from, to).reduce((total, each) => total + each.parameters, 0)
  const learns = formatCount(sum(frozen, blocks.length) + head)
  const which = thawed === 0 ? 'The head alone' : `${countOf(thawed, 'block', 'blocks')} and the head`
  const text = `${which}: ${learns} parameters learn`
  return (
    <SlabStack
      label={`${title}, block by block from the picture to the answer`}
      slabs={slabs}
      frozen={frozen}
      warmZone={{ word: 'Thawed', detail: text }}
      frozenZone={{
        word: 'Frozen',
        detail: `${countOf(frozen, 'block', 'blocks')}, ${formatCount(sum(0, frozen))} parameters`,
      }}
      top={`${kinds} answers out`}
      bottom={`${inputSize} × ${inputSize} pixels in`}
      {...(movable && {
        line: {
          label: 'Thaw line',
          valueText: text,
          onMove: (next: number) => onMove(blocks.length - next),
        },
      })}
    />
  )
}
