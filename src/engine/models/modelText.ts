/** A text model's tokeniser, beside the files that it was read from, which an export gives away again. */
import { ThawError } from '../../shared/messages/errors.ts'
import { createTokenizer, type TextTokenizer } from '../inputs/tokenizer.ts'
import type { ModelFiles } from '../weights/modelFiles.ts'
import type { Trunk } from './trunk.ts'

export interface ModelText {
  readonly tokenizer: TextTokenizer
  /** Parsed tokenizer.json and tokenizer_config.json. */
  readonly files: { readonly tokenizer: unknown; readonly config: unknown }
}

/** Null for pictures. @throws ThawError `model-mismatch` where a text model comes without a tokeniser that fits it. */
export function textOf(
  { tokenizer, tokenizerConfig }: Pick<ModelFiles, 'tokenizer' | 'tokenizerConfig'>,
  { input }: Trunk,
): ModelText | null {
  if (input.kind !== 'text') return null
  if (tokenizer === null) throw new ThawError('model-mismatch', 'tokenizerAbsent')
  const made = createTokenizer({ tokenizer, config: tokenizerConfig, vocabulary: input.vocabulary })
  return { tokenizer: made, files: made.files }
}
