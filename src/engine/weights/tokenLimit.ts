/**
 * At how many tokens the texts of a model are cut, as its files say: in the studio's own key of config.json, as
 * sentence-transformers publishes it, or in the tokenizer's settings. Numbers that mean "no limit" say nothing.
 */
import { isRecord } from '../isRecord.ts'

/** Our own key of config.json. */
export const maxTokensField = 'thaw_max_tokens'

export const sentenceConfigName = 'sentence_bert_config.json'

export interface LimitFiles {
  readonly config: unknown
  readonly tokenizer: unknown
  readonly tokenizerConfig: unknown
  /** Parsed sentence_bert_config.json; null or absent where there is none. */
  readonly sentenceConfig?: unknown
}

/** The first of the files that says so; null where none does. transformers heeds tokenizer.json's own truncation least. */
export function tokenLimitOf({ config, tokenizer, tokenizerConfig, sentenceConfig }: LimitFiles): number | null {
  const truncation = isRecord(tokenizer) ? tokenizer.truncation : null
  const said = [
    limitIn(config, maxTokensField),
    limitIn(sentenceConfig, 'max_seq_length'),
    limitIn(tokenizerConfig, 'model_max_length'),
    limitIn(truncation, 'max_length'),
  ]
  return said.find((value) => value !== null) ?? null
}

/** transformers writes 10³⁰ where nothing limits a text. */
function limitIn(file: unknown, key: string): number | null {
  const value = isRecord(file) ? file[key] : null
  return typeof value === 'number' && Number.isInteger(value) && value >= fewest && value <= most ? value : null
}

/** Fewer would be marks alone. */
const fewest = 4
const most = 1_000_000
