import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { families } from '../../src/engine/models/families.ts'
import { methodIds } from '../../src/methods/ids.ts'
import { taskIds } from '../../src/tasks/ids.ts'

/** Where a task, a method and a family may be called by name: their own folders. */
const folders = /^src\/(?:tasks|methods|engine\/models)\//

const ids = [...taskIds, ...methodIds, ...Object.keys(families)]
/** A comparison with a name, or a case of a switch over them. */
const asking = [
  /\b(?:task|family|method\.id)\)? [!=]== '/,
  /\bkind [!=]== '(?:classification|generation)'/,
  new RegExp(`\\bcase '(?:${ids.join('|')})':`),
]

test('no task, method or family is asked for by name outside its folder', async () => {
  const names = await readdir('src', { recursive: true })
  const files = names.filter((name) => /\.tsx?$/.test(name)).map((name) => `src/${name}`)
  const found: string[] = []
  for (const file of files.filter((each) => !folders.test(each))) {
    const lines = (await readFile(file, 'utf8')).split('\n')
    if (lines.some((line) => asking.some((pattern) => pattern.test(line)))) found.push(file)
  }
  expect(found.sort()).toEqual([])
})

test('a comparison and a case are seen', () => {
  const asks = [
    "if (recipe.task === 'text-generation')",
    "test.kind !== 'generation'",
    "recipe.method.id === 'lora'",
    "case 'prefix':",
    "trunk.family === 'bert'",
  ]
  expect(asks.filter((line) => !asking.some((pattern) => pattern.test(line)))).toEqual([])
  expect(asking.some((pattern) => pattern.test("if (kind === 'linear') return task.title"))).toBe(false)
})
