/** Case 1: a head on features that never change, as Teachable Machine and ml5 train theirs with tfjs-layers' `fit`. */
import type { Case } from './case.ts'

const examples = 10_000
const batch = 32
/** Of an epoch; the last, short batch is left out. */
const batches = Math.floor(examples / batch)

export const features: Case = {
  title: `Head on fixed features, ${examples.toLocaleString('en')} × 1,024, 10 classes, batch ${batch}; a turn is an epoch of ${batches} steps`,
  rows: () => [
    {
      label: 'head',
      job: { network: 'features-1024', way: { kind: 'head' }, batch, batches, cached: true },
      turnSteps: batches,
      entrants: [
        { name: 'Thaw', id: 'thaw' },
        { name: 'tfjs-layers fit', id: 'layers' },
      ],
    },
  ],
}
