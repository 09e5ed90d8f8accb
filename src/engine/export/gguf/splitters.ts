/**
 * How tokenizers of bytes split a text before they merge, and llama.cpp's names of those that it knows (its
 * `tokenizer.ggml.pre`). One that is not here would be split otherwise there, so that the model would read other tokens.
 * Reference: llama.cpp `src/llama-vocab.cpp`.
 */
import { isRecord } from '../../isRecord.ts'

/** OpenAI's expression of GPT-4, with a number of digits of its own; Llama 3 and Qwen took it over. */
const contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
const afterGpt4 = (digits: string) =>
  `${contractions}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`

const splitters: readonly { readonly steps: string; readonly ignoresMerges?: boolean; readonly pre: string }[] = [
  { steps: 'bytes and words', pre: 'gpt-2' },
  { steps: 'each digit, bytes and words', pre: 'smollm' },
  { steps: `${afterGpt4('\\p{N}{1,3}')}, bytes`, ignoresMerges: true, pre: 'llama-bpe' },
  { steps: `${afterGpt4('\\p{N}{1,3}')}, bytes`, ignoresMerges: false, pre: 'dbrx' },
  { steps: `${afterGpt4('\\p{N}')}, bytes`, pre: 'qwen2' },
]

/** Null for one that llama.cpp has no name for. */
export function splitterName(preTokenizer: unknown, ignoresMerges: boolean): string | null {
  const steps = stepsOf(preTokenizer).join(', ')
  const found = splitters.find(
    (each) => each.steps === steps && (each.ignoresMerges === undefined || each.ignoresMerges === ignoresMerges),
  )
  return found?.pre ?? null
}

function stepsOf(step: unknown): string[] {
  if (!isRecord(step)) return ['nothing']
  if (step.type === 'Sequence' && Array.isArray(step.pretokenizers)) return step.pretokenizers.flatMap(stepsOf)
  if (step.type === 'Digits' && step.individual_digits === true) return ['each digit']
  if (step.type === 'ByteLevel' && step.add_prefix_space !== true)
    return [step.use_regex === false ? 'bytes' : 'bytes and words']
  if (step.type === 'Split' && step.behavior === 'Isolated' && step.invert !== true && isRecord(step.pattern))
    return [String(step.pattern.Regex)]
  return [`${step.type}`]
}
