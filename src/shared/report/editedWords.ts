import type { EditCounts } from '../domain/cleaning.ts'

/** "3 given another class, 2 left out", of the examples that a person changed before the run. */
export function editedWords({ relabelled, leftOut }: EditCounts): string {
  const count = (number: number) => number.toLocaleString('en')
  return [
    ...(relabelled > 0 ? [`${count(relabelled)} given another class`] : []),
    ...(leftOut > 0 ? [`${count(leftOut)} left out`] : []),
  ].join(', ')
}
