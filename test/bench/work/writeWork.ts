/** Writes a job's first values and examples into a folder, with the names and layouts of the published files. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileShape, type ParameterSpec, toFileLayout } from '../../../src/engine/nn/parameters.ts'
import { batchesOf } from '../contenders/batches.ts'
import type { Job } from './job.ts'
import { firstValues, makeWork, trainedNames } from './makeWork.ts'

export async function writeWork(job: Job, folder: string): Promise<void> {
  const work = makeWork(job)
  const { trunk, attachment, examples } = work
  const head = trunk.nextToken ? [] : trunk.classifier.parameters(examples.classes)
  const specs = [...trunk.blocks.flatMap((block) => block.parameters), ...head, ...attachment.added]
  const values = firstValues(work)
  const parts = specs.map((spec) => toFileLayout(spec, values.get(spec.name)?.values ?? new Float32Array()))
  const text = trunk.input.kind === 'text'
  const batches = batchesOf(work, Math.ceil(examples.count / job.batch))
  const size = trunk.input.kind === 'image' ? trunk.input.preprocessing.size : 0
  const about = {
    text,
    config: configOf(job, trunk.config(null)),
    count: examples.count,
    shape: text ? [batches[0]?.tokens ?? 0] : [size, size, 3],
    labels: examples.labels,
    classes: examples.classes,
    head: head.map(({ name }) => name),
    trained: trainedNames(work),
    lora: job.way.kind === 'lora' ? job.way.rank : 0,
    learningRate: work.recipe.optimiser.learningRate,
    tensors: placed(specs),
  }
  await writeFile(join(folder, 'about.json'), JSON.stringify(about))
  await writeFile(join(folder, 'values.bin'), Buffer.concat(parts.map(bytesOf)))
  const inputs = batches.map(({ ids, values: floats }) => bytesOf(text ? ids : floats))
  await writeFile(join(folder, 'inputs.bin'), Buffer.concat(inputs))
  // The token after each, where that is what is asked for.
  await writeFile(join(folder, 'next.bin'), Buffer.concat(batches.map(({ next }) => bytesOf(next))))
}

/** [name, shape, place of the first value] */
function placed(specs: readonly ParameterSpec[]): [string, number[], number][] {
  let at = 0
  return specs.map((spec) => {
    const shape = fileShape(spec)
    const place: [string, number[], number] = [spec.name, shape, at]
    at += shape.reduce((product, side) => product * side, 1)
    return place
  })
}

/** The width of a MobileNet is told by its weights alone. */
function configOf({ network }: Job, config: unknown): unknown {
  return network === 'mobilenet-0.25-224' ? { ...(config as object), width: 0.25 } : config
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
