/** What transformers.js reads beside the graph: configuration, tokenizer, how pictures are prepared; and a README. */

import { formats } from '../../../shared/catalog/formats.ts'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { configOf } from '../weights/exportWeights.ts'
import { jsonBlob } from '../weights/jsonBlob.ts'
import { preprocessorConfig } from '../weights/preprocessorConfig.ts'
import { tokenizerFiles } from '../weights/textFiles.ts'
import type { Graph } from './graph.ts'
import { onnxReadme } from './onnxReadme.ts'

export function filesBeside(tuned: TunedModel, graph: Graph): ExportedFile[] {
  const { model, text } = tuned
  const { input, huggingFace } = model.trunk
  const typed = input.kind === 'text' && input.tokenTypes === true
  return [
    {
      name: 'config.json',
      blob: jsonBlob({
        ...configOf(tuned),
        ...huggingFace.inTransformersJs,
        // Answers as in the page, unless another form is asked for.
        'transformers.js_config': { dtype: 'fp32' },
      }),
    },
    { name: 'README.md', blob: new Blob([onnxReadme(tuned, graph)], { type: formats.markdown.mediaType }) },
    ...(input.kind === 'image'
      ? [{ name: 'preprocessor_config.json', blob: jsonBlob(preprocessorConfig(input.preprocessing)) }]
      : []),
    ...(text ? tokenizerFiles(text, tuned, typed) : []),
  ]
}
