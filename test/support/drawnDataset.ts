/** A small dataset whose classes can be learned: coloured pictures with a little noise. */
import type { Dataset } from '../../src/engine/data/dataset.ts'
import { seeded } from '../../src/shared/random.ts'
import { pngBlob } from './nodeImages.ts'

const colours = [
  [200, 60, 60],
  [60, 200, 60],
  [60, 60, 200],
] as const

export function drawnDataset(perClass: number, side = 24): Dataset {
  const random = seeded('drawn dataset')
  const classes = ['red', 'green', 'blue']
  const examples = classes.flatMap((name, label) =>
    Array.from({ length: perClass }, (_, index) => {
      const tone = colours[label] as readonly [number, number, number]
      const noisy = (value: number) => Math.max(0, Math.min(255, value + 90 * random.normal()))
      return {
        path: `${name}/${index}.png`,
        target: { kind: 'class' as const, class: label },
        split: null,
        content: {
          kind: 'image' as const,
          blob: pngBlob(side, side, () => [noisy(tone[0]), noisy(tone[1]), noisy(tone[2])]),
        },
        digest: `${label}-${index}`,
      }
    }),
  )
  return {
    task: 'image-classification',
    name: 'drawn',
    fingerprint: 'drawn',
    classes,
    examples,
    columns: null,
    skipped: [],
    namedSplits: [],
    warnings: [],
  }
}
