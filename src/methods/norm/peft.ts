/** Tuned norms in peft: LN tuning, which copies whole norms, running statistics included. Reference: peft `tuners/ln_tuning`. */
import type { Trunk } from '../../engine/models/trunk.ts'
import type { Attachment } from '../../engine/tuning/method.ts'
import type { MethodPeft, PeftTensor } from '../../engine/tuning/methodPeft.ts'
import { moduleOf, targetModules } from '../../engine/tuning/peftNames.ts'
import { type Place, readPlaces, writePlaces } from '../../engine/tuning/peftPlaces.ts'
import type { StoredTensor } from '../../engine/weights/tensorFile.ts'

export const norm: MethodPeft = {
  adapter: {
    type: 'LN_TUNING',
    wraps: 'modules',
    config: (trunk, _, { trainables }) => ({ target_modules: targetModules(trunk, trainables.map(moduleOf)) }),
    settings: () => ({}),
    write: async ({ trunk, attachment, weight }) => {
      const places = normPlaces(trunk, attachment)
      const written = await writePlaces(places, weight)
      return written.flatMap((tensor, at) => [tensor, ...batches(tensor, places[at] as Place)])
    },
    read: (tensors, { trunk, attachment }) => readPlaces(normPlaces(trunk, attachment), tensors),
    keyEnd: /\.ln_tuning_layers\.[^.]+$/,
  },
  project: { wrapsLayers: false, settings: null },
}

function normPlaces(trunk: Trunk, { trainables }: Attachment): Place[] {
  const modules = new Set(trainables.map(moduleOf))
  return trunk.blocks
    .flatMap((block) => block.parameters)
    .filter(({ name }) => modules.has(moduleOf(name)))
    .map((spec) => {
      const module = moduleOf(spec.name)
      return { key: `${module}.ln_tuning_layers${spec.name.slice(module.length)}`, spec, shape: spec.shape }
    })
}

const noBatches: StoredTensor = { dtype: 'I64', shape: [], bytes: new Uint8Array(8) }

/** Batch norms count their batches, which nobody reads once they are trained. */
function batches({ key }: PeftTensor, { spec }: Place): PeftTensor[] {
  if (spec.role !== 'variance') return []
  return [{ key: key.replace(/running_var$/, 'num_batches_tracked'), stored: noBatches }]
}
