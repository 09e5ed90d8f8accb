/**
 * The gradient of an embedding's table: the rows of dy are added up by their ids. WGSL has no atomic sum of floats, and
 * sums in changing order would give a run other losses each time; so the places of the same id are first linked, each
 * to the next, and then each id's first place walks along its chain. Two dispatches, whatever the vocabulary.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import { type TensorInfo, util } from '@tensorflow/tfjs-core'
import { clear, dispatch, type Program, spread } from './program.ts'

/** {ids (any shape), dy [..., width]} → [[rows, width]]; ids out of range are dropped. */
export function embeddingGradient(backend: WebGPUBackend, ids: TensorInfo, dy: TensorInfo, rows: number): TensorInfo[] {
  const places = util.sizeFromShape(ids.shape)
  const width = dy.shape.at(-1) as number
  const wide = width % 4 === 0
  const items = wide ? width / 4 : width
  const table = backend.makeTensorInfo([rows, width], 'float32')
  clear(backend, table)
  if (places === 0) return [table]
  const links = backend.makeTensorInfo([places, 2], 'int32')
  dispatch(backend, 'EmbeddingGrad links', () => linking, {
    inputs: [ids],
    outputs: [links],
    uniforms: [rows],
    groups: spread(places, size),
  })
  dispatch(backend, `EmbeddingGrad sums ${wide ? 'wide' : 'narrow'}`, () => walking(wide), {
    inputs: [ids, links, dy],
    outputs: [table],
    uniforms: [places, items],
    groups: spread(places * items, size),
  })
  backend.disposeData(links.dataId)
  return [table]
}

const size = 64

/** Of each place: whether it is the first of its id, and the next place of the same id or −1. */
const linking: Program = {
  inputs: { ids: 'i32' },
  outputs: { links: 'i32' },
  uniforms: { rows: 'u32' },
  workgroup: [size, 1],
  body: `
  let places = arrayLength(&ids);
  if (flat >= places) { return; }
  let id = ids[flat];
  var before = 0u;
  if (id < 0 || u32(id) >= u.rows) { before = flat + 1u; }
  while (before < flat && ids[before] != id) { before++; }
  var after = flat + 1u;
  while (after < places && ids[after] != id) { after++; }
  links[2u * flat] = select(0, 1, before == flat);
  links[2u * flat + 1u] = select(-1, i32(after), after < places);`,
}

function walking(wide: boolean): Program {
  const type = wide ? 'vec4<f32>' : 'f32'
  return {
    inputs: { ids: 'i32', links: 'i32', dy: type },
    outputs: { table: type },
    uniforms: { places: 'u32', width: 'u32' },
    workgroup: [size, 1],
    body: `
  let place = flat / u.width;
  let column = flat % u.width;
  if (place >= u.places || links[2u * place] == 0) { return; }
  var sum = ${type}();
  for (var at = i32(place); at >= 0; at = links[2 * at + 1]) { sum += dy[u32(at) * u.width + column]; }
  table[u32(ids[place]) * u.width + column] = sum;`,
  }
}
