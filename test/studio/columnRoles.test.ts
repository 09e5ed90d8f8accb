/** What a column's head offers, and what is asked for when another role is chosen. */
import { expect, test } from 'vitest'
import type { ColumnProposal, ColumnRole, Columns } from '../../src/shared/domain/data.ts'
import { notice } from '../../src/shared/messages/say.ts'
import { chosenColumns, writtenOtherwise } from '../../src/studio/features/data/chosenColumns.ts'
import { changeOfRole, offeredRoles } from '../../src/studio/features/data/table/columnRoles.ts'

const column = (name: string, role: ColumnRole): ColumnProposal => ({
  ...{ name, role, sure: 'sure' },
  why: notice('columnIsEmpty', { column: name }),
})

test('a column can become what the data have: a text, a second text, and their kind of answer', () => {
  const plain = [column('a', 'text'), column('b', 'label'), column('c', 'id')]
  const columns = { names: ['a', 'b', 'c'], text: 'a', label: 'b' }
  expect(plain.map((one) => offeredRoles(one, plain, columns))).toEqual([
    ['text', 'label'],
    ['label', 'text', 'ignore'],
    ['id', 'text', 'label'],
  ])
  const numbers = [column('a', 'text'), column('b', 'second-text'), column('c', 'number')]
  expect(offeredRoles(numbers[0] as ColumnProposal, numbers, { ...columns, secondText: 'b', label: 'c' })).toEqual([
    'text',
    'second-text',
    'number',
  ])
})

test('of several columns of labels one can be taken out or put in', () => {
  const labels = ['x', 'y', 'z']
  const all = [column('a', 'text'), ...labels.map((name) => column(name, 'labels')), column('w', 'ignore')]
  const columns = { names: ['a', ...labels, 'w'], text: 'a', label: null, labels }
  expect(offeredRoles(all[1] as ColumnProposal, all, columns)).toEqual(['labels', 'text', 'ignore'])
  expect(changeOfRole({ name: 'y' }, 'ignore', columns)).toEqual({ labelColumns: ['x', 'z'] })
  expect(changeOfRole({ name: 'w' }, 'labels', columns)).toEqual({ labelColumns: ['x', 'y', 'z', 'w'] })
})

test('another text, second text or answer is asked for by its column', () => {
  expect(changeOfRole({ name: 'c' }, 'text', {})).toEqual({ textColumn: 'c' })
  expect(changeOfRole({ name: 'c' }, 'second-text', {})).toEqual({ secondTextColumn: 'c' })
  expect(changeOfRole({ name: 'c' }, 'number', {})).toEqual({ labelColumn: 'c' })
})

test('texts whose label is left out are continued, and other columns can be given before them', () => {
  const columns = { names: ['a', 'b', 'c'], text: 'a', label: 'b' }
  expect(changeOfRole({ name: 'b' }, 'ignore', columns)).toEqual({ labelColumn: '', task: 'text-generation' })
  const plain = { ...columns, label: null }
  expect(offeredRoles(column('c', 'ignore'), [column('a', 'text')], plain)).toEqual([
    'ignore',
    'text',
    'label',
    'prompt',
  ])
  expect(changeOfRole({ name: 'c' }, 'prompt', plain)).toEqual({ promptColumns: ['c'] })
  const given = { ...plain, prompts: ['b', 'c'] }
  expect(changeOfRole({ name: 'b' }, 'ignore', given)).toEqual({ promptColumns: ['c'] })
  expect(changeOfRole({ name: 'c' }, 'answer', given)).toEqual({ textColumn: 'c' })
  // The answer and what is given change places.
  expect(chosenColumns(given, { textColumn: 'c' })).toEqual({
    textColumn: 'c',
    labelColumn: '',
    promptColumns: ['b', 'a'],
  })
})

test('what was said of how data are written outlasts another choice of columns', () => {
  const columns = { names: ['a', 'b'], text: 'a', label: 'b' }
  const asked: Columns = { textColumn: '', labelColumn: '', encoding: 'big5', header: 'no', spellings: 'apart' }
  const written = { encoding: 'big5', header: 'no', spellings: 'apart' }
  expect(chosenColumns(columns, { labelColumn: 'a' }, asked)).toEqual({ ...written, textColumn: 'b', labelColumn: 'a' })
  expect(writtenOtherwise({ ...asked, labelColumn: 'b', task: 'text-classification' }, { separator: 'tab' })).toEqual({
    ...written,
    ...{ textColumn: '', labelColumn: '', separator: 'tab' },
  })
  expect(writtenOtherwise({ ...asked, labelColumn: 'b' }, { encoding: 'gb18030' })).toMatchObject({ labelColumn: 'b' })
  expect(writtenOtherwise({ ...asked, labelColumn: 'ä' }, { encoding: 'gb18030' })).toMatchObject({ labelColumn: '' })
})
