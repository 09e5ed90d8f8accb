import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { caseRow } from '../../src/commands/cases/caseRow.ts'
import { casesIn } from '../../src/commands/cases/casesIn.ts'
import { StudioRefusal } from '../../src/commands/studioPage.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cases-'))
  await mkdir(join(folder, '02-pictures', 'set', 'red'), { recursive: true })
  await mkdir(join(folder, '01-tables'))
  for (const path of ['01-tables/b.csv', '01-tables/a.csv', '02-pictures/set/red/1.png', 'loose.csv', '.hidden'])
    await writeFile(join(folder, path), '')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('each file and each folder in a case’s folder is one drop, and so is a loose file; hidden ones are none', async () => {
  const names = (await casesIn(folder)).map(({ name }) => name)
  expect(names).toEqual(['01-tables/a.csv', '01-tables/b.csv', '02-pictures/set', 'loose.csv'])
})

test('a row says what was read, with separators kept from cutting it', () => {
  const row = caseRow('01/a.csv', {
    ...({ task: 'text-classification', examples: 120, classes: 2 } as const),
    answers: ['a|b', 'c'],
    columns: { textColumn: 'text', labelColumn: 'label' },
    leftOut: '1 row left out',
    told: ['Read as\nGB18030.'],
    asked: [{ ask: 'Which?', answers: [{ words: 'a', settings: 'labelColumn=a' }] }],
  })
  expect(row).toBe(
    '| 01/a.csv | text-classification | 120 | a\\|b, c | textColumn: text, labelColumn: label | 1 row left out | Read as GB18030. Which? (labelColumn=a) |',
  )
})

test('a refusal is a row with its code, its words and what to do', () => {
  const refusal = new StudioRefusal({ code: 'data-empty', message: 'No examples.', advice: 'Bring others.' })
  expect(caseRow('02/x', refusal)).toBe('| 02/x | refused |  |  |  |  | data-empty: No examples. Bring others. |')
})
