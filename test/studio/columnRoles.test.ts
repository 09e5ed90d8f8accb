/** What a column's head offers, and what is asked for when another role is chosen. */
import { expect, test } from 'vitest'
import type { ColumnProposal, ColumnRole } from '../../src/shared/domain/data.ts'
import { notice } from '../../src/shared/messages/say.ts'
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
    ['label', 'text'],
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
