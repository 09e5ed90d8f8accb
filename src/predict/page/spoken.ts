/** The page's words and numbers in its language. */
import type { PageWord } from '../../shared/catalog/pageWords.ts'
import type { DeployedPage } from '../../shared/domain/deployedPage.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { IncompleteFile } from './incompleteFile.ts'

export interface Spoken {
  word(word: PageWord, given?: Readonly<Record<string, string>>): string
  /** "97.3 %", and "5.0 %": all with one decimal, so that they stand in line. */
  share(probability: number): string
  /** A share that a person sets: "50 %". */
  setting(share: number): string
  /** As exactly as a figure that changes all the time can be read: "24", "6.7". */
  about(value: number): string
  number(value: number): string
  list(names: readonly string[]): string
  fault(thrown: unknown): string
}

export function spokenBy({ words, language }: Pick<DeployedPage, 'words' | 'language'>): Spoken {
  const shares = new Intl.NumberFormat(language, {
    ...{ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 },
  })
  const settings = new Intl.NumberFormat(language, { style: 'percent' })
  const about = new Intl.NumberFormat(language, { maximumSignificantDigits: 2 })
  const numbers = new Intl.NumberFormat(language, { maximumSignificantDigits: 4 })
  const lists = new Intl.ListFormat(language, { type: 'conjunction' })
  const word: Spoken['word'] = (key, given = {}) =>
    words[key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => given[name] ?? whole)
  return {
    word,
    share: (probability) => shares.format(probability),
    setting: (share) => settings.format(share),
    about: (value) => about.format(value),
    number: (value) => numbers.format(value),
    list: (names) => lists.format(names),
    fault(thrown) {
      if (thrown instanceof IncompleteFile) return word('incomplete', { file: thrown.file })
      const known = thrown instanceof ThawError ? faultWords[thrown.code] : undefined
      if (known) return word(known)
      return word('failed', { reason: reasonOf(thrown) })
    },
  }
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof ThawError) return `${thrown.message} ${thrown.advice}`.trim()
  return thrown instanceof Error ? thrown.message : String(thrown)
}

const faultWords: Readonly<Partial<Record<ThawError['code'], PageWord>>> = {
  'image-unreadable': 'notPicture',
  'weights-invalid': 'damaged',
  'model-mismatch': 'damaged',
  'backend-unavailable': 'tooOld',
}
