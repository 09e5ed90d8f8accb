/**
 * The data that comes with the site, a sample for each task, so that nobody needs files of their own to begin. Of a
 * task's, the first is the one to begin with. The pictures are drawn by `npm run sample`; the texts were written for the project. `public/samples/README.md` says how.
 */
import type { TaskId } from '../../tasks/ids.ts'

export interface Sample {
  readonly task: TaskId
  /** The file's name without its ending. */
  readonly name: string
  readonly title: string
  /** Below the site's base. */
  readonly path: string
  /** Pictures, rows, or paragraphs. */
  readonly examples: number
  /** What is counted, where it is not what the task's examples are called. */
  readonly unit?: string
  /** Sorted; empty where the task has none. */
  readonly classes: readonly string[]
  readonly description: string
}

export const sampleData = {
  name: 'picture-book',
  title: 'Picture book',
  path: 'samples/picture-book.zip',
  classes: ['butterfly', 'cat', 'fish', 'flower', 'house', 'ice-cream', 'rocket', 'snail'],
  examples: 480,
  description: 'Eight kinds of drawings in every colour: only the shape tells them apart.',
} as const

export const samples = [
  { task: 'image-classification', ...sampleData },
  {
    task: 'text-classification',
    name: 'questions',
    title: 'Questions',
    path: 'samples/questions.csv',
    classes: ['banker', 'gardener', 'mechanic', 'vet'],
    examples: 320,
    description: 'Who can answer? Few words come twice, so it helps to have read a lot before.',
  },
  {
    task: 'text-generation',
    name: 'lighthouse',
    title: "The lighthouse keeper's log",
    path: 'samples/lighthouse.txt',
    classes: [],
    examples: 44,
    unit: 'paragraphs',
    description: 'Four months of weather, gulls and one goat, in a dry voice that is easy to recognise.',
  },
  {
    task: 'text-regression',
    name: 'soups',
    title: 'Soups',
    path: 'samples/soups.csv',
    classes: [],
    examples: 312,
    description: 'What guests wrote about their soup, and the mark they gave it, from 0 to 10.',
  },
  {
    task: 'token-classification',
    name: 'harbour',
    title: 'Harbour news',
    path: 'samples/harbour.jsonl',
    classes: ['B-BOAT', 'B-PERSON', 'B-PLACE', 'I-BOAT', 'I-PERSON', 'I-PLACE', 'O'],
    examples: 179,
    description: 'People, boats and places in short news from a harbour that does not exist. Every name is invented.',
  },
  {
    task: 'text-multi-label',
    name: 'noticeboard',
    title: 'Noticeboard',
    path: 'samples/noticeboard.csv',
    classes: ['animals', 'food', 'music', 'travel', 'weather'],
    examples: 301,
    description: 'Notes from a village noticeboard. Each is about one thing, two or three, or about none of the five.',
  },
  {
    task: 'text-pair-classification',
    name: 'replies',
    title: 'Replies',
    path: 'samples/replies.csv',
    classes: ['agrees', 'objects', 'strays'],
    examples: 210,
    description: 'A remark and a reply, which agrees, objects or strays. You need both to tell.',
  },
  {
    task: 'conversation',
    name: 'galley',
    title: "The ship's cook",
    path: 'samples/galley.jsonl',
    classes: [],
    examples: 315,
    description:
      'A cook at sea answers about school, supper and the rest, in one voice. For a model that answers already, such as SmolLM2 135M Instruct.',
  },
  {
    task: 'text-classification',
    name: 'messages',
    title: 'Messages',
    path: 'samples/messages.csv',
    classes: ['boast', 'excuse', 'invitation', 'warning'],
    examples: 480,
    description: 'Boasts, excuses, invitations and warnings. No single word gives them away: a hard one.',
  },
  {
    task: 'image-classification',
    name: 'moods',
    title: 'Moods',
    path: 'samples/moods.zip',
    classes: ['angry', 'glad', 'sad', 'sly'],
    examples: 320,
    description:
      'Only mouth and brows tell, where the frozen model hardly looks. The head alone names two in three: thaw for more.',
  },
] as const satisfies readonly Sample[]

export type OfferedSample = (typeof samples)[number]

export type SampleName = OfferedSample['name']

/** What a request without a name asks for, where it is not the first: earlier versions had one sample a task. */
const unnamed: Partial<Record<TaskId, SampleName>> = { 'text-classification': 'messages' }

/** @param name of one of the task's samples; absent, the one that the task has had from the beginning. */
export function sampleFor(task: TaskId, name: SampleName | undefined = unnamed[task]): OfferedSample {
  const sample = samples.find((candidate) => candidate.task === task && (name ?? candidate.name) === candidate.name)
  if (!sample) throw new Error(`internal: no sample for "${task}"`)
  return sample
}
