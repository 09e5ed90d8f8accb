/** What the file says of itself to whoever opens it (ONNX's metadata_props): all texts. */
import { taskCard } from '../../../tasks/cards.ts'
import type { CalibratedModel } from '../../inference/calibrate.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { licenceOf } from '../readmeParts.ts'
import { cutAt } from '../weights/textFiles.ts'

export function metadataOf(tuned: TunedModel): Readonly<Record<string, string>> {
  const { task, labels, base, method, constants } = tuned
  const { huggingFace } = taskCard(task)
  const most = cutAt(tuned)
  const { thresholds } = constants ?? {}
  const { temperature } = tuned as Partial<CalibratedModel>
  const licence = licenceOf(tuned)
  return {
    task,
    pipeline_tag: huggingFace.pipelineTag,
    ...(labels.length > 0 && { labels: JSON.stringify(labels) }),
    ...(thresholds && { thresholds: JSON.stringify(thresholds) }),
    // The logits have been divided by it.
    ...(temperature !== undefined && { temperature: String(temperature) }),
    ...(most !== null && { max_tokens: String(most) }),
    ...(method && { method: method.id }),
    ...(base && { base_model: base.revision ? `${base.id}@${base.revision}` : base.id }),
    ...(licence && { base_license: licence }),
  }
}
