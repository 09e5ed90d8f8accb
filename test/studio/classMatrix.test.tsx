// A confusion matrix of many classes: what is mixed up most stands first, and the rest folds away.
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { ClassMatrix } from '../../src/studio/ui/charts/ClassMatrix.tsx'
import { classesOf, mixUps } from '../../src/studio/ui/charts/mixUps.ts'

/** Ten of each class named rightly, but for the mistakes given as [true class, answer, count]. */
function matrixOf(classes: number, mistakes: readonly (readonly [number, number, number])[]): number[][] {
  const values = Array.from({ length: classes }, (_, row) =>
    Array.from({ length: classes }, (_, column) => (row === column ? 10 : 0)),
  )
  for (const [row, column, count] of mistakes) (values[row] as number[])[column] = count
  return values
}

const mistakes = [
  [3, 57, 2],
  [40, 41, 7],
  [41, 40, 5],
  [2, 3, 1],
] as const

function shown(classes: number, mixed: Parameters<typeof matrixOf>[1]) {
  const labels = Array.from({ length: classes }, (_, index) => `class ${index}`)
  return renderToStaticMarkup(
    <ClassMatrix
      caption="Confusion"
      rowTitle="true"
      columnTitle="answer"
      labels={labels}
      values={matrixOf(classes, mixed)}
      describe={(row, column, count) => `${count} of ${row} taken for ${column}`}
      chosen={null}
      onChoose={() => {}}
    />,
  )
}

test('pairs are told from the most frequent, with their share of the true class', () => {
  expect(mixUps(matrixOf(60, mistakes)).map(({ row, column, count }) => [row, column, count])).toEqual([
    [40, 41, 7],
    [41, 40, 5],
    [3, 57, 2],
    [2, 3, 1],
  ])
  expect(mixUps(matrixOf(60, mistakes))[0]?.share).toBeCloseTo(7 / 17, 12)
  expect(mixUps(matrixOf(60, []))).toEqual([])
})

test('the classes of the foremost pairs are kept together, and never more than fit', () => {
  const pairs = mixUps(matrixOf(60, mistakes))
  expect(classesOf(pairs, 12)).toEqual([2, 3, 40, 41, 57])
  expect(classesOf(pairs, 3)).toEqual([40, 41])
})

test('sixty classes begin with the pairs and the classes that are mixed up; a button shows all', () => {
  const page = shown(60, mistakes)
  expect([...page.matchAll(/data-mix-up="([^"]+)"/g)].map(([, pair]) => pair)).toEqual([
    '40 41',
    '41 40',
    '3 57',
    '2 3',
  ])
  expect(page.match(/<th scope="row"/g)).toHaveLength(5)
  expect(page).toContain('Show all 60 classes')
  expect(page).toContain('5 of 60 classes are shown')
  expect(page).toContain('aria-label="7 of 40 taken for 41"')
})

test('few classes stand there whole, and a matrix without a mistake says so', () => {
  expect(shown(8, [[1, 2, 3]]).match(/<th scope="row"/g)).toHaveLength(8)
  expect(shown(8, [[1, 2, 3]])).not.toContain('fold-matrix')
  expect(shown(60, [])).toContain('No class is mixed up with another.')
})
