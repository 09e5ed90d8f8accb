/** What an answer looks like, by its kind. Each value stands in full beside what is shown of it, for programs to read. */
import type {
  ClassesPrediction,
  FoundEntity,
  LabelsPrediction,
  NumberPrediction,
  Prediction,
  TagsPrediction,
} from '../../shared/domain/answers.ts'
import { element } from './element.ts'
import type { Spoken } from './spoken.ts'

type View<Kind extends Prediction['kind']> = (
  answer: Extract<Prediction, { kind: Kind }>,
  spoken: Spoken,
  threshold: number,
) => readonly HTMLElement[]

const views: { readonly [Kind in Prediction['kind']]: View<Kind> } = {
  classes: classesView,
  labels: labelsView,
  number: numberView,
  tags: tagsView,
}

/** @param threshold below which no class is named. */
export function answerElements(answer: Prediction, spoken: Spoken, threshold = 0): readonly HTMLElement[] {
  const view = views[answer.kind] as (given: Prediction, spoken: Spoken, threshold: number) => readonly HTMLElement[]
  return view(answer, spoken, threshold)
}

/** More are too many to read. */
const mostBars = 10

function classesView({ classes }: ClassesPrediction, spoken: Spoken, threshold: number): readonly HTMLElement[] {
  const [best] = classes
  if (!best) return []
  const drawn = bars(classes.slice(0, mostBars), spoken)
  if (best.probability < threshold)
    return [element('p', { class: 'best', 'data-unnamed': true }, spoken.word('notSure')), drawn]
  const large = element('p', { class: 'best', 'data-answer': best.name }, best.name, ' ')
  large.append(element('span', { class: 'sure' }, spoken.share(best.probability)))
  return [large, drawn]
}

function labelsView({ labels }: LabelsPrediction, spoken: Spoken): readonly HTMLElement[] {
  const holding = labels.filter(({ probability, threshold }) => probability >= Math.fround(threshold))
  const names = holding.map(({ name }) => name)
  const said = names.length > 0 ? spoken.list(names) : spoken.word('noLabel')
  const rows = labels
    .slice(0, Math.max(mostBars, holding.length))
    .map((label) => ({ ...label, ...(holding.includes(label) && { mark: spoken.word('fits') }) }))
  return [element('p', { class: 'best', 'data-answer': names.join('\n') }, said), bars(rows, spoken)]
}

interface Bar {
  readonly name: string
  readonly probability: number
  /** A word beside the share. */
  readonly mark?: string
}

function bars(rows: readonly Bar[], spoken: Spoken): HTMLElement {
  const made = rows.map(({ name, probability, mark }) => {
    const fill = element('span', { class: 'fill' })
    fill.style.inlineSize = `${100 * probability}%`
    return element(
      'li',
      { 'data-name': name, 'data-probability': String(probability) },
      element('span', { class: 'name' }, mark ? `${name} (${mark})` : name),
      element('span', { class: 'number' }, spoken.share(probability)),
      element('span', { class: 'bar', 'aria-hidden': 'true' }, fill),
    )
  })
  return element('ul', { class: 'bars' }, ...made)
}

function numberView({ value }: NumberPrediction, spoken: Spoken): readonly HTMLElement[] {
  return [element('p', { class: 'best', 'data-value': String(value) }, spoken.number(value))]
}

function tagsView({ text, entities }: TagsPrediction, spoken: Spoken): readonly HTMLElement[] {
  if (entities.length === 0) return [element('p', {}, spoken.word('nothingMarked'))]
  const inside: (Node | string)[] = []
  let at = 0
  for (const entity of entities) {
    inside.push(text.slice(at, entity.start), marked(entity, spoken))
    at = entity.end
  }
  return [element('p', { class: 'marked' }, ...inside, text.slice(at))]
}

function marked({ label, text, probability }: FoundEntity, spoken: Spoken): HTMLElement {
  const attributes = { 'data-name': label, 'data-probability': String(probability) }
  return element('mark', attributes, text, ' ', element('small', {}, `${label} ${spoken.share(probability)}`))
}
