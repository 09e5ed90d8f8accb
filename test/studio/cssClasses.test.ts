// A class that no style sheet has is `undefined` without a word: what it should have laid out stands bare.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const source = 'src'

test('every class that a component asks of its style sheet is there', () => {
  const missing = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .flatMap((path) => missingIn(join(source, path)))
  expect(missing).toEqual([])
})

test('a class that is not there is found', () => {
  expect(missingOf('a { color: red } .there { composes: other from "./Other.module.css" }', ['there', 'gone'])).toEqual(
    ['gone'],
  )
})

function missingIn(path: string): readonly string[] {
  const code = readFileSync(path, 'utf8')
  return [...code.matchAll(/^import (\w+) from '([^']+\.module\.css)'$/gm)].flatMap(([, name = '', sheet = '']) => {
    // The name of a file begins as a class of it would.
    const uses = [...code.matchAll(new RegExp(`\\b${name}\\.(?!module\\b)([A-Za-z]\\w*)`, 'g'))].map(
      ([, used = '']) => used,
    )
    return missingOf(readFileSync(join(dirname(path), sheet), 'utf8'), uses).map((used) => `${path}: ${name}.${used}`)
  })
}

function missingOf(sheet: string, uses: readonly string[]): readonly string[] {
  const known = new Set([...sheet.replace(/"[^"]*"/g, '').matchAll(/\.([A-Za-z]\w*)/g)].map(([, name]) => name))
  return uses.filter((used) => !known.has(used))
}
