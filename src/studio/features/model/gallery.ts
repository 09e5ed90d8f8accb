// The gallery in its order on the screen: what fits the data, then what is for other tasks.
import type { ModelCard } from '../../../shared/catalog/models.ts'
import { taskCards } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { taskRefusal } from '../../store/taskWords.ts'

export interface GalleryShelf {
  readonly key: string
  /** Null where it needs no heading. */
  readonly title: string | null
  readonly models: readonly { readonly card: ModelCard; readonly refusal: string | null }[]
}

/** @param task that of the data; null while there is none, and then each task has a shelf. */
export function shelves(cards: readonly ModelCard[], task: TaskId | null): readonly GalleryShelf[] {
  const all = task === null ? byTask(cards) : byFit(cards, task)
  return all.filter(({ models }) => models.length > 0)
}

/** The model to begin with: the first that needs no network; null where there is none. */
export function recommended(shelves: readonly GalleryShelf[]): string | null {
  const site = shelves[0]?.models.find(({ card, refusal }) => refusal === null && card.source.kind === 'site')
  return site?.card.id ?? null
}

function byFit(cards: readonly ModelCard[], task: TaskId): GalleryShelf[] {
  const models = cards.map((card) => ({ card, refusal: taskRefusal(card.tasks, task) }))
  // What needs no network comes first, and one made for the task before one that can be turned to it.
  const place = ({ card }: { card: ModelCard }) => (card.source.kind === 'site' ? -1 : card.tasks.indexOf(task))
  const fitting = models.filter(({ refusal }) => refusal === null).toSorted((a, b) => place(a) - place(b))
  return [
    { key: 'fitting', title: null, models: fitting },
    { key: 'other', title: 'For other tasks', models: models.filter(({ refusal }) => refusal !== null) },
  ]
}

function byTask(cards: readonly ModelCard[]): GalleryShelf[] {
  return taskCards.map(({ id, title }) => ({
    key: id,
    title,
    models: cards.filter(({ tasks }) => tasks[0] === id).map((card) => ({ card, refusal: null })),
  }))
}
