/** Numbers and orders by the engine's own generator, which the Python projects' copy of it is held to. */
import { bucketedOrder } from '../../src/engine/inputs/tokenStore.ts'
import { seeded } from '../../src/shared/random.ts'

export function randomTruth() {
  const lengths = Array.from({ length: 75 }, (_, row) => 3 + ((row * 7) % 11))
  const names = ['1', '1/order/1', '4294967295', 'größer/🐌']
  return {
    numbers: Object.fromEntries(names.map((name) => [name, numbers(name)])),
    orders: [
      order(10, 4, { seed: 1, epoch: 1 }),
      order(23, 8, { seed: 4294967295, epoch: 12 }),
      order(75, 4, { seed: 7, epoch: 1 }, lengths),
      order(75, 4, { seed: 7, epoch: 2 }, lengths),
      order(64, 4, { seed: 0, epoch: 1 }, lengths.slice(0, 64)),
    ],
  }
}

function numbers(name: string): number[] {
  const random = seeded(name)
  return Array.from({ length: 5 }, () => random.next())
}

/** Rows in the order of one epoch, as the training loop asks for them. */
function order(
  rows: number,
  batch: number,
  { seed, epoch }: { seed: number; epoch: number },
  lengths: readonly number[] | null = null,
) {
  const random = seeded(seed).fork(`order/${epoch}`)
  const indices = Array.from({ length: rows }, (_, row) => row)
  const ordered = lengths
    ? bucketedOrder(indices, (row) => lengths[row] as number, batch, random)
    : random.shuffled(indices)
  return { rows, batch, seed, epoch, lengths, order: ordered }
}
