/** Several labels an example, in one cell or in a column each. */
import { describe, expect, test } from 'vitest'
import { labelColumns, readLabelColumns } from '../../../../src/engine/data/answers/labelColumns.ts'
import {
  type LabelList,
  type LabelListForm,
  labelListForm,
  labelListNotices,
  namesOneEach,
  readLabelList,
} from '../../../../src/engine/data/answers/labelLists.ts'
import { listCell } from '../../../../src/engine/data/answers/listCell.ts'
import { inWords, orWhy } from '../../../support/inWords.ts'

const joined = (separator: ';' | '|' | '#' | ',') => ({ kind: 'joined', separator }) as const
const list: LabelListForm = { kind: 'list' }
const labelsOf = (cell: string, form: LabelListForm) => {
  const read = orWhy(readLabelList(cell, form))
  return typeof read === 'string' ? read : read.labels
}

describe('a list in a cell', () => {
  test('is read as JSON, as Python prints lists, and as numpy prints arrays', () => {
    expect(listCell('["a", "b c"]')).toEqual({ notation: 'json', items: ['a', 'b c'] })
    expect(listCell('[3, 0, 7]')).toEqual({ notation: 'json', items: ['3', '0', '7'] })
    expect(listCell(`['a', "b's", 'c\\'d', 4, None, True,]`)).toEqual({
      notation: 'python',
      items: ['a', "b's", "c'd", '4', '', 'True'],
    })
    expect(listCell("['EU' 'rejects'\n 'it']")?.items).toEqual(['EU', 'rejects', 'it'])
    expect(listCell('[3 0 7]')?.items).toEqual(['3', '0', '7'])
    expect(listCell("['caf\\xe9', 'a\\\\b']")?.items).toEqual(['café', 'a\\b'])
    expect(listCell('[]')).toEqual({ notation: 'json', items: [] })
  })

  test('is none where something else stands, is left out, or lies within', () => {
    for (const cell of ['', 'a', '[a', "['a'; 'b']", '[1 ... 9]', '[["a"], ["b"]]', '["a", {}]', "['a' + 'b']"])
      expect(listCell(cell), cell).toBeNull()
  })
})

describe('a column of joined labels', () => {
  const cells = ['food', 'food;travel', 'travel', 'sport; food', '', 'sport', 'travel;sport', 'food']

  test.each([';', '|', '#', ','] as const)(
    'is known by labels that stand in different company, joined by "%s"',
    (mark) => {
      expect(labelListForm(cells.map((cell) => cell.replaceAll(';', mark)))).toEqual(joined(mark))
    },
  )

  test('is none where each cell names one label, where a mark is part of a name, or where texts stand', () => {
    expect(labelListForm(['food', 'travel', 'food', 'sport'])).toBeNull()
    const places = ['Paris, France', 'Lyon, France', 'Bonn, Germany', 'Paris, France', 'Bonn, Germany', 'Lyon, France']
    expect(labelListForm(places)).toBeNull()
    const levels = ['sports|football', 'sports|tennis', 'sports|chess', 'sports|football', 'sports|tennis']
    expect(labelListForm(levels)).toBeNull()
    expect(labelListForm(cells.map((cell) => `${cell}; and then ${'so on '.repeat(12)}`))).toBeNull()
    expect(labelListForm(['', ' '])).toBeNull()
    const json = ['[{"a":1,"b":2}]', '[{"a":1,"b":2},{"a":1,"b":2}]', '[]', '[{"a":1,"b":2}]', '[]', '[{"a":1}]']
    expect(labelListForm([...json, ...json])).toBeNull()
  })

  test('gives each label once, without the space around it, and counts what is empty or repeated', () => {
    expect(readLabelList(' food ; travel', joined(';'))).toEqual({ labels: ['food', 'travel'], empty: 0, repeated: 0 })
    expect(readLabelList('a;;b', joined(';'))).toEqual({ labels: ['a', 'b'], empty: 1, repeated: 0 })
    expect(readLabelList('a|b|a|', joined('|'))).toEqual({ labels: ['a', 'b'], empty: 1, repeated: 1 })
    expect(readLabelList('', joined(';'))).toEqual({ labels: [], empty: 0, repeated: 0 })
    // One letter, composed or not.
    expect(labelsOf('cafe\u0301;caf\u00e9', joined(';'))).toEqual(['caf\u00e9'])
  })
})

describe('a column of lists', () => {
  test('is known where nearly all that is filled is a list, of one label too', () => {
    expect(labelListForm(['["a"]', '["b", "a"]', '[]', ''])).toEqual(list)
    expect(labelListForm(["['a']", "['b', 'a']"])).toEqual(list)
    expect(labelListForm(['["a"]', 'b', 'c'])).toBeNull()
  })

  test('names classes where every list holds one label', () => {
    const lists = (...cells: string[]) => cells.map((cell) => readLabelList(cell, list) as LabelList)
    expect(namesOneEach(lists('["a"]', "['b']"))).toBe(true)
    expect(namesOneEach(lists('["a"]', '["b", "a"]'))).toBe(false)
    expect(namesOneEach(lists('["a"]', '[]'))).toBe(false)
    expect(namesOneEach([])).toBe(false)
  })

  test('an empty list names no label, and a cell that is none is named', () => {
    expect(labelsOf('["a", "b"]', list)).toEqual(['a', 'b'])
    expect(labelsOf("['a', '']", list)).toEqual(['a'])
    expect(labelsOf('[]', list)).toEqual([])
    expect(labelsOf('a and b', list)).toBe(
      'Its labels cannot be read: "a and b" is not a list. Write them as ["a", "b"].',
    )
  })
})

test('what a column had that is unusual is said once, with the first row and the count', () => {
  const rows = ['a', 'a;;b', '', 'b;b', '', ';'].map((cell, at) => {
    const read = orWhy(readLabelList(cell, joined(';')))
    if (typeof read === 'string') throw new Error(read)
    return { row: at + 2, list: read }
  })
  expect(inWords(labelListNotices(rows))).toEqual([
    '3 rows (the first is row 4) have no label and count as examples of none.',
    '2 rows (the first is row 3) have an empty entry among the labels; the others count.',
    'Row 5 names a label twice; it counts once.',
  ])
  expect(labelListNotices(rows.slice(0, 1))).toEqual([])
})

describe('a column for each label', () => {
  const table = {
    names: ['text', 'food', 'sport', 'score'],
    rows: ['1,0', '0,0', '1,1', 'true,false', '1.0,0'].map((cells, at) => ({
      row: at + 2,
      cells: ['some text', ...cells.split(','), '3'],
    })),
  }

  const plain = { columns: [1, 2], signed: false }

  test('is known by 0 and 1, or true and false', () => {
    expect(labelColumns(table, [1, 2, 3])).toEqual({ columns: [1, 2], exclusive: false, signed: false })
    expect(readLabelColumns(['', '1', '1.0', '3'], table.names, plain)).toEqual(['food', 'sport'])
    expect(readLabelColumns(['', '0', 'False', '3'], table.names, plain)).toEqual([])
  })

  test('is none by itself, with other numbers, or where it is mostly empty', () => {
    expect(labelColumns(table, [1, 3])).toBeNull()
    const sparse = table.rows.map(({ row, cells }, at) => ({ row, cells: at > 0 ? cells.with(2, '') : cells }))
    expect(labelColumns({ ...table, rows: sparse }, [1, 2])).toBeNull()
  })

  test('is known by 1 and −1, where nothing else is said, and not where −1 leaves all answers open', () => {
    const attributes = ['1,-1', '-1,-1', '1,1', '-1,1'].map((cells, at) => ({
      row: at,
      cells: ['', ...cells.split(',')],
    }))
    const names = ['file', 'Smiling', 'Young']
    expect(labelColumns({ names, rows: attributes }, [1, 2])).toEqual({
      columns: [1, 2],
      exclusive: false,
      signed: true,
    })
    const signed = { columns: [1, 2], signed: true }
    expect(attributes.map(({ cells }) => readLabelColumns(cells, names, signed))).toEqual([
      ['Smiling'],
      [],
      ['Smiling', 'Young'],
      ['Young'],
    ])
    const open = attributes.map(({ row }) => ({ row, cells: ['', '-1', '-1'] }))
    expect(labelColumns({ names, rows: open }, [1, 2])).toBeNull()
  })

  test('says whether exactly one is true in each row, as where classes are written so', () => {
    const rows = ['1,0', '0,1', '1,0'].map((cells, at) => ({ row: at, cells: ['', ...cells.split(',')] }))
    expect(labelColumns({ names: ['text', 'a', 'b'], rows }, [1, 2])?.exclusive).toBe(true)
  })

  test('a few open cells leave it one, and each such row is told what is wrong', () => {
    const rows = Array.from({ length: 40 }, (_, at) => ({ row: at, cells: ['', at === 7 ? '-1' : '0', '1'] }))
    expect(labelColumns({ names: ['text', 'a', 'b'], rows }, [1, 2])?.columns).toEqual([1, 2])
    expect(orWhy(readLabelColumns(['', '-1', '1'], ['text', 'a', 'b'], plain))).toBe(
      'Its column "a" says "-1". Write 0 or 1.',
    )
    expect(orWhy(readLabelColumns(['', '0', ''], ['text', 'a', 'b'], plain))).toBe(
      'Its column "b" is empty. Write 0 or 1.',
    )
  })
})
