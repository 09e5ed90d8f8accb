import { existsSync, readFileSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'

interface Row {
  readonly term: string
  readonly meaning: string
  readonly where: string
}

const rows: readonly Row[] = readFileSync('GLOSSARY.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| term') && !line.startsWith('| ---'))
  .map((line) => {
    const [term = '', meaning = '', where = '', ...more] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
    expect(more, line).toEqual([])
    return { term, meaning, where: where.replaceAll('`', '') }
  })

test('every term says where it lives, and that is there', () => {
  expect(rows.length).toBeGreaterThan(100)
  expect(rows.filter(({ where }) => !where.startsWith('src/') || !existsSync(where))).toEqual([])
})

test('a name of the code stands in the file beside it', () => {
  const named = rows.flatMap(({ term, where }) =>
    [...term.matchAll(/`(\w+)`/g)].map(([, name = '']) => ({ name, where })),
  )
  expect(named.length).toBeGreaterThan(30)
  const declared = ({ name, where }: (typeof named)[number]) =>
    statSync(where).isFile() &&
    new RegExp(`^(?:export (?:interface|type|class|(?:async )?function\\*?|const)|  readonly) ${name}\\b`, 'm').test(
      readFileSync(where, 'utf8'),
    )
  expect(named.filter((each) => !declared(each))).toEqual([])
})

test('a meaning is one sentence, and a term stands once', () => {
  expect(rows.filter(({ meaning }) => !/^[A-Z].*\.$/.test(meaning)).map(({ term }) => term)).toEqual([])
  const terms = rows.map(({ term }) => term)
  expect(terms.filter((term, at) => terms.indexOf(term) !== at)).toEqual([])
})
