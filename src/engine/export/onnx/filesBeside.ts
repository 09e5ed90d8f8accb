/** What transformers.js reads beside the graph: configuration, tokenizer, how pictures are prepared; and a README. */

import { formats } from '../../../shared/catalog/formats.ts'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { isRecord } from '../../isRecord.ts'
import { configOf } from '../weights/exportWeights.ts'
import { jsonBlob } from '../weights/jsonBlob.ts'
import { preprocessorConfig } from '../weights/preprocessorConfig.ts'
import type { Graph } from './graph.ts'
import { onnxReadme } from './onnxReadme.ts'

export function filesBeside(tuned: TunedModel, graph: Graph): ExportedFile[] {
  const { model, text, maxTokens } = tuned
  const { input, huggingFace } = model.trunk
  const published = isRecord(text?.files.config) ? text.files.config : {}
  return [
    {
      name: 'config.json',
      blob: jsonBlob({
        ...(configOf(tuned) as object),
        ...huggingFace.inTransformersJs,
        // Answers as in the page, unless another form is asked for.
        'transformers.js_config': { dtype: 'fp32' },
      }),
    },
    { name: 'README.md', blob: new Blob([onnxReadme(tuned, graph)], { type: formats.markdown.mediaType }) },
    ...(input.kind === 'image'
      ? [{ name: 'preprocessor_config.json', blob: jsonBlob(preprocessorConfig(input.preprocessing)) }]
      : []),
    ...(text
      ? [
          { name: 'tokenizer.json', blob: jsonBlob(text.files.tokenizer) },
          { name: 'tokenizer_config.json', blob: jsonBlob({ ...published, model_max_length: maxTokens }) },
        ]
      : []),
  ]
}
