// What may be read from lines over growing numbers of labels.
import type { TaskId } from '../../../tasks/ids.ts'
import { labelsText } from './compareWords.ts'
import type { Entry } from './summarise.ts'
import { overlap, rank, type Told } from './verdict.ts'

export function levelVerdict(entries: readonly Entry[], task: TaskId): readonly string[] {
  const told = entries.filter((entry): entry is Told => entry.figures !== null)
  if (told.length === 0) return []
  const draw =
    'All seeds train on the same examples, so the spread shows chance in training, not in the choice of examples.'
  return [...closeWords(told, task), draw]
}

function closeWords(told: readonly Told[], task: TaskId): readonly string[] {
  if (told.some(({ figures }) => figures.score.deviation === null))
    return ['With fewer than 3 seeds the spread is unknown: close lines may swap with another seed.']
  const levels = [...new Set(told.map(({ labels }) => labels))]
  const close = levels.filter((level) => {
    const [best, second] = rank(
      told.filter(({ labels }) => labels === level),
      task,
    )
    return best && second && overlap(best.figures.score, second.figures.score)
  })
  if (close.length === 0) return []
  const where = close.map((level) => labelsText(task, level)).join(', ')
  return [`The two best overlap at ${where}: there the difference may be chance.`]
}
