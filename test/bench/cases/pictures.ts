/** Case 4: convolutional networks beside the same layers in tfjs-layers, whose WASM lacks the gradients of convolutions. */
import type { BackendId } from '../../../src/shared/catalog/backends.ts'
import type { Entrant, Row } from '../measure.ts'
import type { NetworkId, Way } from '../work/job.ts'
import type { Case } from './case.ts'

const ways: readonly { readonly label: string; readonly way: Way }[] = [
  { label: 'head', way: { kind: 'head' } },
  { label: 'top two blocks', way: { kind: 'top-blocks', blocks: 2 } },
  { label: 'full', way: { kind: 'full' } },
]

export const pictures: Case = {
  title: 'ResNet-18-shaped and MobileNet v1 0.25, batch 8',
  rows: ({ backend, quick }) => {
    const small = backend !== 'wasm' || quick
    const resnet = (kind: Way['kind']) => (small || kind === 'full' ? 'resnet18-64' : 'resnet18-224')
    return [
      ...ways.map(({ label, way }) => rowOf(resnet(way.kind), label, way, backend)),
      ...ways.map(({ label, way }) => rowOf('mobilenet-0.25-224', label, way, backend)),
    ]
  },
}

const titles: Partial<Record<NetworkId, string>> = {
  'resnet18-64': 'ResNet-18, 64 px',
  'resnet18-224': 'ResNet-18, 224 px',
  'mobilenet-0.25-224': 'MobileNet 0.25, 224 px',
}

function rowOf(network: NetworkId, label: string, way: Way, backend: BackendId): Row {
  const cached: Entrant = { name: 'Thaw, cached', id: 'thaw', job: { cached: true } }
  const lent: Entrant = { name: 'tfjs-layers, gradients lent', id: 'lentLayers' }
  return {
    label: `${titles[network]}, ${label}`,
    job: { network, way, batch: 8, batches: 4, cached: false },
    entrants: [
      { name: 'Thaw', id: 'thaw' },
      ...(way.kind === 'full' ? [] : [cached]),
      { name: 'tfjs-layers', id: 'layers' },
      ...(backend === 'wasm' && way.kind !== 'head' ? [lent] : []),
      ...(backend === 'wasm' ? ([{ name: 'PyTorch', id: 'native' }] as const) : []),
    ],
  }
}
