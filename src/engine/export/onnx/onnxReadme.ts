/** README.md of an exported graph: what it is, what goes in and comes out, and how it is asked. */

import { methodCard } from '../../../methods/cards.ts'
import { capital } from '../../../shared/messages/capital.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { baseLines, classesLine } from '../readmeParts.ts'
import { cutAt } from '../weights/textFiles.ts'
import type { Graph, Port } from './graph.ts'
import { snippets } from './onnxSnippets.ts'

export function onnxReadme(tuned: TunedModel, graph: Graph): string {
  const { task, method } = tuned
  const { words } = taskCard(task)
  const most = cutAt(tuned)
  const title = words.doing
  const lines = [
    ...frontMatter(tuned),
    `# ${capital(title)}, as ONNX`,
    '',
    'Trained with Thaw, in a web page.',
    '',
    ...baseLines(tuned),
    ...(method ? [`- Method: ${methodCard(method.id).title}`] : []),
    ...classesLine(tuned),
    ...(most === null ? [] : [`- A text is cut at ${most} tokens, as in training`]),
    '',
    '| file | numbers |',
    '| --- | --- |',
    '| `onnx/model.onnx` | 32 bits: answers as in the page |',
    '| `onnx/model_fp16.onnx` | 16 bits, for WebGPU |',
    '| `onnx/model_quantized.onnx` | weights of 8 bits: the smallest |',
    '',
    '| goes in or comes out | type | shape |',
    '| --- | --- | --- |',
    ...[...graph.inputs, ...graph.outputs].map(portLine),
    '',
    ...snippets(tuned),
  ]
  return `${lines.join('\n')}\n`
}

function frontMatter({ base, task }: TunedModel): string[] {
  return [
    '---',
    'library_name: transformers.js',
    ...(base ? [`base_model: ${JSON.stringify(base.id)}`] : []),
    `pipeline_tag: ${taskCard(task).huggingFace.pipelineTag}`,
    '---',
    '',
  ]
}

function portLine({ name, type, shape }: Port): string {
  return `| \`${name}\` | ${type === 'float' ? 'float32' : type} | [${shape.join(', ')}] |`
}
