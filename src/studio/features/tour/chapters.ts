/**
 * The five chapters as data: what is said, what can be tried, and the run that each choice makes. What the person saw is
 * said from the figures of these runs, never from ones written down here: see closings.ts.
 */
import type { MethodId } from '../../../methods/ids.ts'
import { modelCard } from '../../../shared/catalog/models.ts'
import { sampleFor } from '../../../shared/catalog/sample.ts'
import type { Touched } from '../../store/state.ts'
import { touchOnly } from '../../ui/touchOnly.ts'

/** In the order in which they are come to. */
export const chapterIds = ['features', 'head', 'thawing', 'rate', 'test'] as const
export type ChapterId = (typeof chapterIds)[number]

export interface TourOption {
  readonly value: string
  /** In a list of choices, and as the name of a line. */
  readonly label: string
  readonly note?: string
  readonly method: MethodId
  readonly fields: Touched
}

export interface Chapter {
  readonly id: ChapterId
  readonly title: string
  readonly minutes: number
  readonly words: readonly string[]
  /** Above the choices; absent where the chapter has a control of its own. */
  readonly legend?: string
  readonly options: readonly TourOption[]
}

/** What the tour trains on, and with. */
export const tourTask = 'image-classification'
export const tourSample = sampleFor(tourTask)
export const tourModel = 'thaw-vision'
export const tourModelTitle = modelCard(tourModel)?.title ?? tourModel
/** Runs of the tour can be found, and deleted, by it. */
export const tourTag = 'tour'

export const kinds = tourSample.classes.length

/** Short runs, whose every epoch is seen: no other views of a picture, and no early end. */
const short = { 'augment.views': 0, 'earlyStopping.patience': 0 }
const headFields = { ...short, epochs: 5 }

/** What thawing is held against: the head alone on all pictures. */
export const headAlone: TourOption = { value: 'all', label: 'All of them', method: 'head', fields: headFields }

function few(labels: number): TourOption {
  return {
    value: String(labels),
    label: `${labels} of each kind`,
    method: 'head',
    fields: { ...headFields, maxTrain: labels * kinds },
  }
}

/** The head and so many blocks from the top. */
export function thawOption(thawed: number, blocks: number): TourOption {
  const label = thawed === 0 ? 'Head alone' : thawed === 1 ? '1 block thawed' : `${thawed} blocks thawed`
  const value = String(thawed)
  if (thawed === 0) return { value, label, method: 'head', fields: headFields }
  if (thawed >= blocks) return { value, label, method: 'full', fields: headFields }
  return { value, label, method: 'top-blocks', fields: { ...headFields, thaw: thawed } }
}

function rate(value: number, label: string): TourOption {
  const fields = { ...short, thaw: 3, epochs: 4, 'optimiser.learningRate': value, 'optimiser.trunkRate': 1 }
  return { value: String(value), label: String(value), note: label, method: 'top-blocks', fields }
}

export const chapters: readonly Chapter[] = [
  {
    id: 'features',
    title: 'Pre-trained features',
    minutes: 2,
    words: [
      `A network turns a picture into a list of numbers: its features. ${tourModelTitle} has practised on many other pictures: it is pre-trained. The ${kinds} kinds of drawings used here are new to it.`,
      'Does it see anything in them all the same? Try it twice: once with its memory wiped, once as it comes. The network itself stays frozen both times. Only a small new layer on top learns.',
    ],
    legend: 'Begin with',
    options: [
      {
        value: 'random',
        label: 'Random weights',
        note: 'It has learned nothing yet',
        method: 'head',
        fields: { ...short, epochs: 4, 'model.initialisation': 'random' },
      },
      {
        value: 'pretrained',
        label: 'Pre-trained weights',
        note: 'It has practised on other pictures',
        method: 'head',
        fields: { ...short, epochs: 4 },
      },
    ],
  },
  {
    id: 'head',
    title: 'The head',
    minutes: 2,
    words: [
      `The small layer on top is called the head. It turns features into one of ${kinds} answers, and it is all that learns here.`,
      'If the features are good, a head needs few labelled pictures. How few? Try at least two of these.',
    ],
    legend: 'Pictures to learn from',
    options: [few(2), few(10), headAlone],
  },
  {
    id: 'thawing',
    title: 'Thawing',
    minutes: 2,
    words: [
      'A frozen block never changes. Thaw it, and training changes it too, so that the features themselves fit your pictures. It takes longer, and can reach further than a head alone.',
      `Move the thaw line: ${touchOnly ? 'drag it' : 'drag it, or press the arrow keys on it'}. What lies above it learns. Then train.`,
    ],
    options: [],
  },
  {
    id: 'rate',
    title: 'Learning rate and forgetting',
    minutes: 2,
    words: [
      'The learning rate is how large a step each batch of pictures may make. With three blocks thawed, steps that are too large overwrite what pre-training taught. The network forgets.',
      'Drift shows it: how far the features of the same pictures have turned, from 0 % (not at all) upwards. Try the usual rate and one other.',
    ],
    legend: 'Learning rate',
    options: [rate(0.0003, 'Careful'), rate(0.003, 'Usual'), rate(0.1, 'Far too large')],
  },
  {
    id: 'test',
    title: 'Validation and test',
    minutes: 2,
    words: [
      'Every figure so far comes from validation pictures. Nothing trained on them, but you chose by them. Whoever tries ten settings and keeps the best one has partly kept the luckiest.',
      'So other pictures were locked away from the start: the test. Choose the run that you would keep, then open its test.',
    ],
    legend: 'The run to keep',
    options: [],
  },
]

export function chapterOf(id: ChapterId): Chapter {
  const chapter = chapters.find((each) => each.id === id)
  if (!chapter) throw new Error(`internal: no chapter "${id}"`)
  return chapter
}

/** The name of the option that a run was made by; blocks count for a line that was moved. */
export function optionLabel(chapter: ChapterId, option: string): string {
  if (chapter === 'rate') return `Rate ${option}`
  if (chapter === 'thawing') return thawOption(Number(option), Number.POSITIVE_INFINITY).label
  const found = chapterOf(chapter).options.find(({ value }) => value === option)
  return found?.label ?? option
}
