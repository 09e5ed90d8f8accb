import { describe, expect, test } from 'vitest'
import { sampleFor } from '../../src/shared/catalog/sample.ts'
import { chosenColumns } from '../../src/studio/features/data/chosenColumns.ts'
import { pastedFile, readPasted } from '../../src/studio/features/data/pastedText.ts'
import { requestFor } from '../../src/studio/features/data/pickedFiles.ts'
import { isFolded, offeredFirst } from '../../src/studio/features/data/SampleCards.tsx'
import { sampleSize } from '../../src/studio/features/data/sampleSize.ts'

describe('pasted text', () => {
  test('is a table where every line holds a text, a tab and a label', async () => {
    const text = 'See you!\tfriendly\r\n\r\nPay "now".\tbusiness\n a\tb \tfriendly\n'
    expect(readPasted(text)).toEqual({
      kind: 'labelled',
      rows: [
        ['See you!', 'friendly'],
        ['Pay "now".', 'business'],
        ['a\tb', 'friendly'],
      ],
      labels: 2,
    })
    const file = pastedFile(text)
    expect(file?.path).toBe('Pasted text.tsv')
    expect(await file?.file.text()).toBe(
      '"text"\t"label"\n"See you!"\t"friendly"\n"Pay ""now""."\t"business"\n"a\tb"\t"friendly"\n',
    )
  })
  test('may bring its own header', () => {
    expect(readPasted('Text\tLabel\nhello\ta')).toMatchObject({ rows: [['hello', 'a']], labels: 1 })
  })
  test('may have the label before the text', () => {
    const rows = [
      ['See you on Friday!', 'friendly'],
      ['Pay by Monday.', 'business'],
      ['Come over for tea.', 'friendly'],
    ]
    const turned = rows.map(([text, label]) => `${label}\t${text}`).join('\n')
    expect(readPasted(turned)).toEqual({ kind: 'labelled', rows, labels: 2 })
    expect(readPasted(`label\ttext\n${turned}`)).toEqual({ kind: 'labelled', rows, labels: 2 })
  })
  test('is plain text as soon as one line has no label', async () => {
    const text = 'Wind from the west.\tcalm\nGulls: eleven.'
    expect(readPasted(text)).toEqual({ kind: 'plain', words: 7 })
    const file = pastedFile(text)
    expect([file?.path, await file?.file.text()]).toEqual(['Pasted text.txt', text])
  })
  test('is nothing where there is only space', () => {
    expect(readPasted(' \n\t\n')).toEqual({ kind: 'nothing' })
    expect(pastedFile('')).toBeNull()
  })
})

describe('choosing a column', () => {
  const columns = { names: ['a', 'b', 'c'], text: 'a', label: 'b' }

  test('keeps the other one', () => {
    expect(chosenColumns(columns, { textColumn: 'c' })).toEqual({ textColumn: 'c', labelColumn: 'b' })
    expect(chosenColumns(columns, { labelColumn: 'c' })).toEqual({ textColumn: 'a', labelColumn: 'c' })
  })
  test('that is the other’s swaps the two', () => {
    expect(chosenColumns(columns, { textColumn: 'b' })).toEqual({ textColumn: 'b', labelColumn: 'a' })
    expect(chosenColumns(columns, { labelColumn: 'a' })).toEqual({ textColumn: 'b', labelColumn: 'a' })
  })
  test('of a pair is swapped with whichever had it before', () => {
    const pair = { ...columns, text: 'a', label: 'b', secondText: 'c' }
    expect(chosenColumns(pair, { secondTextColumn: 'a' })).toEqual({
      textColumn: 'c',
      labelColumn: 'b',
      secondTextColumn: 'a',
    })
  })
  test('keeps the columns of labels, and the task unless the label is another', () => {
    const labels = ['x', 'y']
    const task = 'text-generation'
    expect(chosenColumns({ ...columns, labels }, { textColumn: 'c' }, { task })).toEqual({
      textColumn: 'c',
      labelColumn: 'b',
      labelColumns: labels,
      task,
    })
    expect(chosenColumns({ ...columns, labels }, { labelColumns: ['y'] }).labelColumns).toEqual(['y'])
    expect(chosenColumns(columns, { labelColumn: 'c' }, { task })).toEqual({ textColumn: 'a', labelColumn: 'c' })
  })
  test('leaves what there is none of to be guessed', () => {
    const plain = { ...columns, label: null }
    expect(chosenColumns(plain, { textColumn: 'c' })).toEqual({ textColumn: 'c', labelColumn: '' })
    expect(chosenColumns(plain, { labelColumn: 'a' })).toEqual({ textColumn: '', labelColumn: 'a' })
  })
})

test('of the samples, the one that a recipe’s link names is offered first, and unfolded where it is folded', () => {
  expect([undefined, 'pets.zip', 'Questions', 'Noticeboard'].map((name) => offeredFirst(name)?.title)).toEqual([
    ...['Picture book', 'Picture book', 'Questions', 'Noticeboard'],
  ])
  expect(['Questions', 'Noticeboard'].map((name) => isFolded(offeredFirst(name)))).toEqual([false, true])
})

test('data is called after its one file or folder, without the ending that says what it is', () => {
  const file = new Blob([])
  const name = (...paths: string[]) => requestFor(paths.map((path) => ({ path, file })))?.name
  expect([name('letters.csv'), name('pets/cat/1.jpg', 'pets/dog/2.jpg'), name('a.txt', 'b.txt')]).toEqual([
    'letters',
    'pets',
    '2 files',
  ])
  expect(requestFor([])).toBeNull()
})

test('each sample says how much there is', () => {
  expect(sampleSize(sampleFor('text-classification'))).toBe('480 texts in 4 classes')
  expect(sampleSize(sampleFor('text-generation'))).toBe('44 paragraphs')
})
