import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { nearestMeanAccuracy } from '../../../src/engine/evaluate/nearestMean.ts'
import { principalPlane } from '../../../src/engine/evaluate/principalPlane.ts'
import { symmetricEigen } from '../../../src/engine/evaluate/symmetricEigen.ts'
import { relativeError } from '../../support/relativeError.ts'

interface PlaneCase {
  readonly rows: readonly (readonly number[])[]
  readonly points: readonly (readonly [number, number])[]
  readonly shown: number
}
// Made by test/reference/make_plane.py with numpy.
const cases = JSON.parse(readFileSync('test/fixtures/looks/plane.json', 'utf8')) as Record<string, PlaneCase>
const never = new AbortController().signal

describe('the plane of most variance', () => {
  test.each(Object.entries(cases))('is numpy’s: %s', async (_, { rows, points, shown }) => {
    const plane = await principalPlane(
      rows.map((row) => Float32Array.from(row)),
      never,
    )
    // The variances stand still to 1e-12, the axes to about the root of that.
    expect(relativeError(plane.points.flat(), points.flat())).toBeLessThan(1e-5)
    expect(plane.shown).toBeCloseTo(shown, 10)
  })

  test('of rows that are all alike is a point, and of rows on a line it shows everything', async () => {
    const same = [1, 2, 3].map(() => Float32Array.of(0.1, 0.7))
    expect(await principalPlane(same, never)).toEqual({
      points: [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      shown: 0,
    })
    const line = await principalPlane(
      [1, 2, 6].map((at) => Float32Array.of(3 * at, -4 * at)),
      never,
    )
    expect(line.points.map(([x]) => x)).toEqual([10, 5, -15].map((x) => expect.closeTo(x, 6)))
    expect(line.points.every(([, y]) => Math.abs(y) < 1e-6)).toBe(true)
    expect(line.shown).toBeCloseTo(1, 12)
  })

  test('stops when it is called off', async () => {
    const rows = (cases.close as PlaneCase).rows.map((row) => Float32Array.from(row))
    await expect(principalPlane(rows, AbortSignal.abort())).rejects.toThrow()
  })
})

test('the eigenvalues of a small matrix are those computed by hand', () => {
  // (2 1; 1 2) beside (5): 5, 3 and 1.
  const { values, vectors } = symmetricEigen(
    [
      [2, 1, 0],
      [1, 2, 0],
      [0, 0, 5],
    ].map((row) => Float64Array.from(row)),
  )
  expect(values).toEqual([5, 3, 1].map((value) => expect.closeTo(value, 12)))
  expect(vectors.map((vector) => [...vector].map((x) => Math.abs(x)))).toEqual(
    [
      [0, 0, 1],
      [Math.SQRT1_2, Math.SQRT1_2, 0],
      [Math.SQRT1_2, Math.SQRT1_2, 0],
    ].map((v) => v.map((x) => expect.closeTo(x, 12))),
  )
})

test('a row gets the class whose mean is nearest', () => {
  const known = {
    rows: [
      [0, 0],
      [2, 0],
      [10, 0],
    ].map((row) => Float32Array.from(row)),
    labels: [4, 4, 7],
  }
  const asked = {
    rows: [
      [1, 1],
      [6, 0],
      [5, 0],
      [9, 9],
    ].map((row) => Float32Array.from(row)),
    labels: [4, 7, 7, 7],
  }
  expect(nearestMeanAccuracy(known, asked)).toBe(0.75) // 5 is nearer to 1 than to 10
})
