/** The model of the gallery to begin with, by what the data look like, and why in a sentence. */
import type { TaskId } from '../../tasks/ids.ts'
import type { DataTrait } from '../domain/data.ts'
import type { Message } from '../messages/message.ts'
import { notice } from '../messages/say.ts'
import type { ModelCard } from './models.ts'

export interface Recommendation {
  readonly id: string
  readonly why: Message
}

export interface LookedAt {
  readonly task: TaskId
  readonly traits: readonly DataTrait[]
}

/** Of the cards that fit the task, the one that serves the most telling trait; else the first that needs no network. */
export function recommendModel(cards: readonly ModelCard[], { task, traits }: LookedAt): Recommendation | null {
  const fitting = cards.filter(({ tasks }) => tasks.includes(task))
  for (const trait of traits) {
    const card = fitting.find(({ serves }) => serves?.includes(trait))
    if (card) return { id: card.id, why: reasons[trait](card) }
  }
  const builtIn = fitting.find(({ source }) => source.kind === 'site')
  return builtIn ? { id: builtIn.id, why: notice('modelBuiltIn', { model: builtIn.title }) } : null
}

const reasons: Readonly<Record<DataTrait, (card: ModelCard) => Message>> = {
  photographs: ({ title }) => notice('modelForPhotographs', { model: title }),
  'other-pictures': ({ title }) => notice('modelForOtherPictures', { model: title }),
  'short-texts': ({ title }) => notice('modelForShortTexts', { model: title }),
  'long-texts': ({ title, inputSize }) => notice('modelForLongTexts', { model: title, tokens: inputSize }),
  'other-language': ({ title }) => notice('modelForOtherLanguage', { model: title }),
}
