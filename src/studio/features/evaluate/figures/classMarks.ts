// How a class is told from the others where colour alone would not do: one of seven colours (Okabe–Ito) and one of five
// shapes, so that no pair comes again among 35 classes.

export interface ClassMark {
  /** A CSS value. */
  readonly colour: string
  /** An SVG path about the origin, some 7 px across. */
  readonly shape: string
}

export function classMark(index: number): ClassMark {
  const place = index % shapes.length
  return { colour: `var(--series-${(index % 7) + 1})`, shape: shapes[place] ?? '' }
}

const shapes: readonly string[] = [
  'M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z',
  'M-3.2-3.2h6.4v6.4h-6.4z',
  'M0-4.4l4.4 4.4l-4.4 4.4l-4.4-4.4z',
  'M0-4.2l4.2 7.4h-8.4z',
  'M-1.2-4h2.4v2.8h2.8v2.4h-2.8v2.8h-2.4v-2.8h-2.8v-2.4h2.8z',
]
