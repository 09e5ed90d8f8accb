/** A dataset as the columns of a table: what is read of each example, what it is answered with, and its part. */
import type { SplitName } from '../../../shared/domain/data.ts'
import type { Dataset, Example } from '../../data/dataset.ts'

/** As published conversations name a turn. */
export interface TurnCell {
  readonly role: string
  readonly content: string
}

export type Cell = string | number | readonly string[] | readonly TurnCell[]

export interface ExampleColumn {
  readonly name: string
  readonly kind: 'text' | 'number' | 'list' | 'turns'
  readonly of: (example: Example) => Cell
}

/** @param partOf the part that an example is used in. */
export function exampleColumns(dataset: Dataset, partOf: (example: Example) => SplitName): readonly ExampleColumn[] {
  const part: ExampleColumn = { name: 'split', kind: 'text', of: partOf }
  return [...contentColumns(dataset), ...targetColumns(dataset), part]
}

/** Named as published datasets name them, so that they are taken for what they are when they are read again. */
function contentColumns({ examples }: Dataset): readonly ExampleColumn[] {
  const [first] = examples
  switch (first?.content.kind) {
    case 'pair':
      return [
        { name: 'sentence1', kind: 'text', of: ({ content }) => (content.kind === 'pair' ? content.first : '') },
        { name: 'sentence2', kind: 'text', of: ({ content }) => (content.kind === 'pair' ? content.second : '') },
      ]
    case 'turns': {
      const messages = ({ content }: Example) =>
        content.kind === 'turns' ? content.turns.map(({ speaker, text }) => ({ role: speaker, content: text })) : []
      return [{ name: 'messages', kind: 'turns', of: messages }]
    }
    case 'words':
      return [{ name: 'tokens', kind: 'list', of: ({ content }) => (content.kind === 'words' ? content.words : []) }]
    case 'text': {
      const text = (name: string): ExampleColumn => {
        return { name, kind: 'text', of: ({ content }) => (content.kind === 'text' ? content.text : '') }
      }
      const prompted = examples.some(({ content }) => content.kind === 'text' && content.prompt !== '')
      if (!prompted) return [text('text')]
      const prompt = ({ content }: Example) => (content.kind === 'text' ? content.prompt : '')
      return [{ name: 'prompt', kind: 'text', of: prompt }, text('completion')]
    }
    default:
      return []
  }
}

function targetColumns({ examples, classes }: Dataset): readonly ExampleColumn[] {
  const name = (index: number) => classes[index] ?? ''
  switch (examples[0]?.target.kind) {
    case 'class':
      return [{ name: 'label', kind: 'text', of: ({ target }) => (target.kind === 'class' ? name(target.class) : '') }]
    case 'labels':
      return [
        { name: 'labels', kind: 'list', of: ({ target }) => (target.kind === 'labels' ? target.labels.map(name) : []) },
      ]
    case 'tags':
      return [{ name: 'tags', kind: 'list', of: ({ target }) => (target.kind === 'tags' ? target.tags.map(name) : []) }]
    case 'number':
      return [{ name: 'score', kind: 'number', of: ({ target }) => (target.kind === 'number' ? target.value : 0) }]
    default:
      return []
  }
}
