// The list of what the page can say: what it takes from a source file, and how the catalogue's messages are said.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readSentences } from '../../src/commands/sentences/readSentences.ts'
import { sayMessages } from '../../src/commands/sentences/sayMessages.ts'
import { en } from '../../src/shared/messages/en.ts'

const catalogue = 'src/shared/messages/en'
const sources = readdirSync(catalogue).map((name) => readFileSync(`${catalogue}/${name}`, 'utf8'))
const words = readFileSync(`${catalogue}/words.ts`, 'utf8')
const saidByFile = sources.map((source) => sayMessages(source, words))
const said = new Map(saidByFile.flatMap((each) => [...each]))

test('no key of the catalogue stands in two of its files', () => {
  expect(saidByFile.reduce((sum, { size }) => sum + size, 0)).toBe(said.size)
  expect(said.size).toBe(Object.keys({ ...en.errors, ...en.notices }).length)
})

test('an element’s text is one sentence, with what is put into it in braces', () => {
  const source = `
    import { Notice } from './Some sentence.tsx'
    export const Line = ({ n, done }: { n: number; done: 'not yet' | 'by now' }) => (
      <p className="one two" aria-label={\`About \${n} runs\`}>
        Kept <b>{n}</b> of {n === 1 ? 'one run' : 'many runs'}{' for you.'}
        <Notice variant="some word" title="Look here" />
      </p>
    )`
  expect(readSentences('line.tsx', source)).toEqual([
    "Kept {n} of {n === 1 ? 'one run' : 'many runs'} for you.",
    'About {n} runs',
    'one run',
    'many runs',
    'for you.',
    'Look here',
  ])
})

test('keys, comparisons, types, styles and faults of our own are no sentences', () => {
  const source = `
    const words = { 'a key of two words': 1 }
    type Kind = 'left over' | 'right on'
    if (kind === 'left over') throw new Error('internal: no kind')
    const style = { color: 'var(--text quiet)', path: 'data/some' }`
  expect(readSentences('rest.ts', source)).toEqual([])
})

test('every message of the catalogue is said, for one and for many', () => {
  expect(said.size).toBeGreaterThan(400)
  expect(said.get('zipTooManyFiles')?.[0]).toContain('The zip archive "⟨name⟩" holds more than 12,345 files.')
  expect(
    [...said].filter(([, words]) => words.some((each) => /undefined|(?<!became )NaN\b(?! or)|\[object/.test(each))),
  ).toEqual([])
})

test('a message counts one thing as one, and sets the thousands of many apart', () => {
  const words = [...said.values()].flat().map((sentence) => sentence.replace(/\[[\d, ]+\]/g, ''))
  expect(
    words.filter((sentence) =>
      /(?<![\d,.:]|(?:row|word|line|to|epoch|number) )1 (?!class\b)\p{L}+s\b/iu.test(sentence),
    ),
  ).toEqual([])
  const plain = words.filter((sentence) => /(?<![\d,]|before )\d{4}/.test(sentence))
  expect(
    plain.filter(
      (sentence) =>
        !/^(?:A validation share|The recipe field|Every example has the number|Expected a temperature)/.test(sentence),
    ),
  ).toEqual([])
})

test('what is counted as one takes its verb as one, and an apostrophe is no foot mark', () => {
  const words = [...said.values()].flat()
  expect(
    words.filter((sentence) =>
      /(?<![\d,.:]|of )1 \p{L}+ (?:of \d+ \p{L}+ )?(?:were|are|have|do|stay|hold)\b/u.test(sentence),
    ),
  ).toEqual([])
  expect(words.filter((sentence) => /\p{L}'\p{L}/u.test(sentence))).toEqual([])
})
