// Each contender's colour, dash and mark, the same on every chart of every comparison. The control is grey.
import { methodCards } from '../../../methods/cards.ts'
import type { ContenderId } from '../../store/compareState.ts'
import type { LineStyle } from '../../ui/charts/LineChart.tsx'

const colours = 7
/** A mark and a dash together tell all apart without colour. */
const marks = ['circle', 'square', 'diamond'] as const
const dashes = [undefined, '7 4', '2 3', '10 3 2 3'] as const

export function lineStyleOf(contender: ContenderId): Omit<LineStyle, 'label'> {
  if (contender === 'scratch') return { colour: 'var(--text-muted)', dash: '2 4', mark: 'square' }
  const index = methodCards.findIndex(({ id }) => id === contender)
  return {
    colour: `var(--series-${1 + (index % colours)})`,
    dash: dashes[Math.floor(index / marks.length) % dashes.length],
    mark: marks[index % marks.length] ?? 'circle',
  }
}
