/**
 * `npm run sentences`: prints every sentence that the page can say, by the file that holds it, to be read through whole:
 * the words of components, cards, fields and catalogues as they stand, and each message said with sample parameters.
 * `-- WORD` prints those sentences alone that hold the word.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path/posix'
import { readSentences } from './sentences/readSentences.ts'
import { sayMessages } from './sentences/sayMessages.ts'

/** The messages, a file for each room. */
const catalogue = 'src/shared/messages/en/'
const sharedWords = `${catalogue}words.ts`

export async function main([word = '']: string[]): Promise<number> {
  for (const [file, sentences] of await sentencesOf('src')) {
    const shown = sentences.filter((sentence) => sentence.toLowerCase().includes(word.toLowerCase()))
    if (shown.length > 0) console.log([`## ${file}`, ...shown.map((sentence) => `- ${sentence}`), ''].join('\n'))
  }
  return 0
}

/** File → its sentences, each once. */
async function sentencesOf(folder: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const names = await readdir(folder, { recursive: true })
  const files = names.map((name) => join(folder, name.replaceAll('\\', '/'))).filter(canSpeak)
  const found = new Map<string, readonly string[]>()
  const words = await readFile(sharedWords, 'utf8')
  for (const file of files.sort()) {
    const source = await readFile(file, 'utf8')
    const sentences = file.startsWith(catalogue)
      ? [...sayMessages(source, words).values()].flat()
      : readSentences(file, source)
    found.set(file, [...new Set(sentences)])
  }
  return found
}

/** Commands speak to developers, and kernels not at all. */
function canSpeak(file: string): boolean {
  return /\.tsx?$/.test(file) && !/^src\/(?:commands|engine\/backends)\//.test(file)
}
