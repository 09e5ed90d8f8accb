/** The tuned network for llama.cpp and what stands on it: whole, in 16 or 8 bits, and what LoRA learned beside it. */
import { formats } from '../../../shared/catalog/formats.ts'
import type { ExportOptions } from '../../../shared/domain/exports.ts'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { uint32 } from '../../models/llamaCpp.ts'
import type { Planned } from '../exporter.ts'
import type { ExportWatch } from '../exportWatch.ts'
import { writtenFiles } from '../writtenFiles.ts'
import { ggufHead, padding } from './ggufFile.ts'
import { type GgufForm, type GgufPlan, ggufPlan } from './ggufPlan.ts'
import { ggufReadme } from './ggufReadme.ts'
import { loraFile, loraName } from './loraFile.ts'
import { modelfile } from './modelfile.ts'
import { computedTensors, eachPiece, type PlacedTensor, placedTensors } from './tensors.ts'

export async function planGguf(tuned: TunedModel, options: ExportOptions): Promise<Planned> {
  const plan = await ggufPlan(tuned, options)
  const bytes = plan.forms.reduce((sum, form) => sum + bytesOf(tuned, plan, form), 0)
  const adapter = [...(tuned.adapter?.values.values() ?? [])].reduce((sum, { size }) => sum + 4 * size, 0)
  return { bytes: bytes + (plan.lora ? adapter : 0), readme: ggufReadme(tuned, plan) }
}

/** All forms in one pass: each weight is read once, when its place in the files has come. */
export async function ggufFiles(
  tuned: TunedModel,
  watch: ExportWatch,
  options: ExportOptions,
): Promise<ExportedFile[]> {
  const plan = await ggufPlan(tuned, options)
  const forms = plan.forms.map((form) => ({ form, placed: placedTensors(tuned, plan.facts, form.type) }))
  const models = await writtenFiles(
    watch.store,
    forms.map(({ form }) => form.file),
    async (give) => {
      for (const [at, { form, placed }] of forms.entries())
        for (const piece of headPieces(plan, form, placed)) await give(at, piece)
      await eachPiece(
        tuned,
        forms.map(({ placed }) => placed),
        watch,
        give,
      )
    },
  )
  const lora = plan.lora ? await loraFile(tuned, plan.facts, plan.about) : null
  const { template, stops } = plan
  const smallest = plan.forms.at(-1) as GgufForm
  const text = (name: string, words: string) => ({
    name,
    blob: new Blob([words], { type: formats.markdown.mediaType }),
  })
  return [
    ...models,
    ...(lora ? [{ name: loraName, blob: lora }] : []),
    { name: 'Modelfile', blob: new Blob([modelfile({ model: smallest.file, template, stops })]) },
    text('README.md', ggufReadme(tuned, plan)),
  ]
}

/** Of tensors alone. */
function bytesOf(tuned: TunedModel, { facts }: GgufPlan, { type }: GgufForm): number {
  const all = [...computedTensors(facts), ...placedTensors(tuned, facts, type).map(({ tensor }) => tensor)]
  return all.reduce((sum, { byteLength }) => sum + byteLength, 0)
}

/** What stands before the network's own tensors. */
function* headPieces(
  { facts, about, tokenizer }: GgufPlan,
  { fileType }: GgufForm,
  placed: readonly PlacedTensor[],
): Generator<Uint8Array<ArrayBuffer>> {
  const computed = computedTensors(facts)
  const own = Object.entries(facts.keys).map(([key, value]) => [`${facts.architecture}.${key}`, value] as const)
  const keys = {
    ...about,
    'general.file_type': uint32(fileType),
    'general.quantization_version': uint32(2),
    ...Object.fromEntries(own),
    ...tokenizer,
  }
  yield ggufHead(keys, [...computed, ...placed.map(({ tensor }) => tensor)])
  for (const { values, byteLength } of computed) {
    yield new Uint8Array(values.slice().buffer)
    yield padding(byteLength)
  }
}
