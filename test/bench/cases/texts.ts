/** Case 2: a BERT-shaped classifier, 64 tokens, batch 16, beside the same network in plain tfjs. */
import type { BackendId } from '../../../src/shared/catalog/backends.ts'
import type { Entrant, Row } from '../measure.ts'
import type { NetworkId, Way } from '../work/job.ts'
import { bertShapes } from '../work/shapes.ts'
import type { Case } from './case.ts'

export const texts: Case = {
  title: 'BERT-shaped classifier, 64 tokens, batch 16 (4 in a quick pass on WebGPU)',
  rows: ({ backend, quick }) => {
    const batch = quick && backend === 'webgpu' ? 4 : 16
    const networks: ('bert-2x128' | 'bert-6x384')[] = ['bert-2x128']
    if (!quick && backend === 'wasm') networks.push('bert-6x384')
    return networks.flatMap((network) => waysOf(network).map((way) => rowOf(network, way, backend, batch)))
  },
}

interface NamedWay {
  readonly label: string
  readonly way: Way
}

function waysOf(network: 'bert-2x128' | 'bert-6x384'): NamedWay[] {
  const { layers } = bertShapes[network]
  return [
    { label: 'head', way: { kind: 'head' } },
    { label: 'top block', way: { kind: 'top-blocks', blocks: 1 } },
    { label: 'LoRA r 8, all layers', way: { kind: 'lora', rank: 8, blocks: layers } },
    { label: 'all but embeddings', way: { kind: 'top-blocks', blocks: layers } },
    { label: 'full', way: { kind: 'full' } },
  ]
}

function rowOf(network: NetworkId, { label, way }: NamedWay, backend: BackendId, batch: number): Row {
  const cached: Entrant = { name: 'Thaw, cached', id: 'thaw', job: { cached: true } }
  return {
    label: `${network.replace('bert-', '').replace('x', ' × ')}, ${label}`,
    job: { network, way, batch, batches: 4, cached: false },
    entrants: [
      { name: 'Thaw', id: 'thaw' },
      ...(way.kind === 'full' ? [] : [cached]),
      { name: 'tfjs', id: 'tfjs' },
      ...(way.kind === 'full' || label === 'all but embeddings' ? ([{ name: 'jax-js', id: 'jax' }] as const) : []),
      ...(backend === 'wasm' ? ([{ name: 'PyTorch', id: 'native' }] as const) : []),
    ],
  }
}
