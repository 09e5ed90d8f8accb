/** A page that a trained model is shown in: what a person says of it, and what it says of itself. */
import type { PageLanguage, PageWords } from '../catalog/pageWords.ts'

/** What a person wants of the page; what is left out is made of the model. */
export interface PageWishes {
  readonly title?: string
  /** A sentence or two under the title. */
  readonly intro?: string
  /** Shown above the title. */
  readonly picture?: Blob
  readonly language?: PageLanguage
  /** The page's own sentences, said otherwise. */
  readonly words?: Partial<PageWords>
  readonly example?: PageExample
  /** The model card, in Markdown. */
  readonly card?: string
}

/** Something to try at a press. */
export type PageExample =
  | { readonly kind: 'image'; readonly image: Blob }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'pair'; readonly first: string; readonly second: string }

/** `page.json` of a deployed page. */
export interface DeployedPage {
  readonly version: 1
  readonly title: string
  readonly intro: string
  /** Whether a picture of the person's own lies beside. */
  readonly picture: boolean
  readonly language: PageLanguage
  readonly words: PageWords
  /** A picture lies beside, under `examplePicture`. */
  readonly example: { readonly kind: 'image' } | Exclude<PageExample, { kind: 'image' }> | null
  /** Markdown. */
  readonly card: string
}

/** Names of what lies in a deployed page, in a folder or packed. */
export const deployedNames = { about: 'page.json', picture: 'picture', example: 'example', model: 'model/' } as const
