/** What the project promises of its speed, as findings about the rows that were measured. */
import type { BackendId } from '../../src/shared/catalog/backends.ts'
import type { Finding } from './cases/finding.ts'
import { type EntrantId, isStarted, type Measured, type RowResult } from './measure.ts'

interface Promised {
  readonly backend?: BackendId
  /** Of the rows' labels. */
  readonly rows: RegExp
  readonly finding: (row: RowResult) => Finding | null
}

const textRows = /^[26] × \d+, /
const peers: readonly EntrantId[] = ['nanogpt', 'jax']

/** Every promise about the rows; those whose contenders did not run are left out. */
export function findingsOf(rows: readonly RowResult[], backend: BackendId): Finding[] {
  return promises
    .filter((promised) => promised.backend === undefined || promised.backend === backend)
    .flatMap((promised) => rows.filter(({ label }) => promised.rows.test(label)).map(promised.finding))
    .filter((finding) => finding !== null)
}

const promises: readonly Promised[] = [
  {
    backend: 'wasm',
    rows: /^[26] × \d+, top block/,
    finding: (row) => speed(row, { ours: 'Thaw', theirs: 'tfjs', atLeast: 4 }),
  },
  {
    backend: 'wasm',
    rows: /^[26] × \d+, top block/,
    finding: (row) => speed(row, { ours: 'Thaw, cached', theirs: 'tfjs', atLeast: 10 }),
  },
  {
    backend: 'wasm',
    rows: /top two blocks/,
    finding: (row) => speed(row, { ours: 'Thaw, cached', theirs: 'tfjs-layers, gradients lent', atLeast: 10 }),
  },
  { backend: 'webgpu', rows: /^2 × 128, LoRA/, finding: dispatchShare },
  {
    backend: 'webgpu',
    rows: /^2 × 128, LoRA/,
    // One for a step; to read losses back, once in ten steps, takes one more.
    finding: (row) => count(row, 'submits a step', 1.1, ({ submits }) => submits),
  },
  {
    backend: 'webgpu',
    rows: /^2 × 128, LoRA/,
    finding: (row) => count(row, 'read-backs a step', 0.1, ({ readBacks }) => readBacks),
  },
  {
    backend: 'webgpu',
    rows: /^2 × 128, LoRA/,
    finding: (row) => speed(row, { ours: 'Thaw', theirs: 'tfjs', atLeast: 2 }),
  },
  ...peers.map((peer) => ({
    rows: /^(LoRA|full)|(all but embeddings|full)$/,
    finding: (row: RowResult) => fasterThan(row, peer),
  })),
  { backend: 'wasm', rows: new RegExp(`${textRows.source}full`), finding: fullRuns },
]

interface Compared {
  readonly ours: string
  readonly theirs: string
  readonly atLeast: number
}

function speed(row: RowResult, { ours, theirs, atLeast }: Compared): Finding | null {
  const [a, b] = [named(row, ours), named(row, theirs)]
  return a && b ? { what: `${row.label}: ${ours}, steps of ${theirs}`, value: b.stepMs / a.stepMs, atLeast } : null
}

function fasterThan(row: RowResult, peer: EntrantId): Finding | null {
  const theirs = row.entrants.find(({ contender }) => contender === peer)?.name
  return theirs === undefined ? null : speed(row, { ours: 'Thaw', theirs, atLeast: 1 })
}

function dispatchShare(row: RowResult): Finding | null {
  const [ours, theirs] = [named(row, 'Thaw'), named(row, 'tfjs')]
  if (!ours || !theirs) return null
  const value = ours.counts.dispatches / theirs.counts.dispatches
  return { what: `${row.label}: dispatches, of tfjs’s`, value, atMost: 0.25 }
}

function count(
  row: RowResult,
  what: string,
  atMost: number,
  of: (counts: Measured['counts']) => number,
): Finding | null {
  const ours = named(row, 'Thaw')
  return ours ? { what: `${row.label}: ${what}`, value: of(ours.counts), atMost } : null
}

function fullRuns(row: RowResult): Finding {
  return { what: `${row.label}: runs (1) or not (0)`, value: named(row, 'Thaw') ? 1 : 0, atLeast: 1 }
}

function named({ entrants }: RowResult, name: string): Measured | undefined {
  return entrants.filter(isStarted).find((each) => each.name === name)
}
