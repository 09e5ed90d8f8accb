/** adapter_model.safetensors: what the method added, and the head, under peft's keys and in its shapes. */
import type * as tf from '@tensorflow/tfjs-core'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { bothNames } from '../../models/huggingFace.ts'
import { taskHead } from '../../models/taskHead.ts'
import { fileShape } from '../../nn/parameters.ts'
import type { Attachment, Lookup, MethodOptions } from '../../tuning/method.ts'
import type { PeftAdapter } from '../../tuning/methodPeft.ts'
import { fileValues, float32 } from '../../tuning/peftPlaces.ts'
import type { StoredTensor } from '../../weights/tensorFile.ts'

/** What peft puts before the keys of modules; where the whole network is wrapped, it is wrapped once less. */
export function keyPrefix({ wraps }: PeftAdapter): string {
  return wraps === 'network' ? 'base_model.' : 'base_model.model.'
}

/** Where transformers 4 and 5 call a layer differently, its tensors stand there under both names. */
export async function peftTensors(
  { task, model: { trunk }, head, labels }: TunedModel,
  peft: PeftAdapter,
  attached: { readonly options: MethodOptions; readonly attachment: Attachment; readonly weight: Lookup },
): Promise<[string, StoredTensor][]> {
  const prefix = keyPrefix(peft)
  const tensors: [string, StoredTensor][] = []
  for (const { key, stored } of await peft.write({ trunk, ...attached })) {
    const keys = key === peft.alone ? [key] : bothNames(trunk.huggingFace.renamedIn5, prefix + key)
    for (const each of keys) tensors.push([each, stored])
  }
  for (const spec of taskHead(trunk, task, labels.length)) {
    const values = await fileValues(spec, head.get(spec.name) as tf.Tensor)
    tensors.push([prefix + spec.name, float32(fileShape(spec), values)])
  }
  return tensors
}
