// The gallery in its order on the screen: what fits the data, then what is for other tasks.
import type { ModelCard } from '../../../shared/catalog/models.ts'
import { type LookedAt, recommendModel } from '../../../shared/catalog/recommendModel.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { taskCards } from '../../../tasks/cards.ts'
import { taskRefusal } from '../../store/taskWords.ts'

export interface GalleryShelf {
  readonly key: string
  /** Null where it needs no heading. */
  readonly title: string | null
  readonly models: readonly { readonly card: ModelCard; readonly refusal: string | null }[]
}

/** @param data null while there is none, and then each task has a shelf. */
export function shelves(cards: readonly ModelCard[], data: LookedAt | null): readonly GalleryShelf[] {
  const all = data === null ? byTask(cards) : byFit(cards, data)
  return all.filter(({ models }) => models.length > 0)
}

export interface Recommended {
  readonly id: string
  /** Null while there are no data to say it of. */
  readonly why: Message | null
}

/** The model to begin with; null where all that fits must be fetched, and none of it serves such data. */
export function recommended(cards: readonly ModelCard[], data: LookedAt | null): Recommended | null {
  if (data) return recommendModel(cards, data)
  const site = cards.find(({ source }) => source.kind === 'site')
  return site ? { id: site.id, why: null } : null
}

function byFit(cards: readonly ModelCard[], data: LookedAt): GalleryShelf[] {
  const { task } = data
  const best = recommendModel(cards, data)?.id
  const models = cards.map((card) => ({ card, refusal: taskRefusal(card.tasks, task) }))
  // The one to begin with comes first, then what needs no network; one made for the task before one turned to it.
  const place = ({ card }: { card: ModelCard }) =>
    card.id === best ? -2 : card.source.kind === 'site' ? -1 : card.tasks.indexOf(task)
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
