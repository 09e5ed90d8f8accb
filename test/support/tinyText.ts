/** Text networks small enough to train in a test, a tokeniser of whole words, and data that can be learned. */

import type { Dataset, Example } from '../../src/engine/data/dataset.ts'
import { type Target, writtenTarget } from '../../src/engine/data/target.ts'
import { createTokenizer } from '../../src/engine/inputs/tokenizer.ts'
import { bert } from '../../src/engine/models/bert.ts'
import { gpt2 } from '../../src/engine/models/gpt.ts'
import { type LiveModel, randomModel } from '../../src/engine/models/liveModel.ts'
import type { ModelText } from '../../src/engine/models/modelText.ts'
import { seeded } from '../../src/shared/random.ts'

const words = ['the', 'cat', 'dog', 'bird', 'sings', 'barks', 'purrs', 'loud', 'soft', 'and', 'then', 'again', 'sleeps']
const marks = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '<|endoftext|>']
const vocabulary = [...marks, ...words]

/** Reads words at white space. */
export const tinyTokenizer = {
  version: '1.0',
  added_tokens: marks.map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })),
  normalizer: null,
  pre_tokenizer: { type: 'Whitespace' },
  post_processor: null,
  decoder: { type: 'WordPiece', prefix: '##', cleanup: false },
  model: {
    type: 'WordPiece',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
    unk_token: '[UNK]',
  },
}

export function tinyText(): ModelText {
  const config = { pad_token: '[PAD]', eos_token: '<|endoftext|>' }
  const tokenizer = createTokenizer({ tokenizer: tinyTokenizer, config, vocabulary: vocabulary.length })
  return { tokenizer, files: { tokenizer: tinyTokenizer, config } }
}

export const tinyBertConfig = {
  model_type: 'bert',
  vocab_size: vocabulary.length,
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 32,
  max_position_embeddings: 32,
  thaw_pooling: 'mean',
}

export const tinyGpt2Config = {
  model_type: 'gpt2',
  vocab_size: vocabulary.length,
  n_positions: 12,
  n_embd: 16,
  n_layer: 2,
  n_head: 2,
  eos_token_id: 4,
}

/** @param more of its config.json. */
export function tinyBert(more: object = {}): LiveModel {
  const trunk = bert.readTrunk({ config: { ...tinyBertConfig, ...more }, preprocessor: null, shapeOf: () => null })
  return randomModel(trunk, seeded('tiny bert'))
}

export function tinyGpt2(): LiveModel {
  const trunk = gpt2.readTrunk({ config: tinyGpt2Config, preprocessor: null, shapeOf: () => null })
  return randomModel(trunk, seeded('tiny gpt2'))
}

const noises: Record<string, string> = { cat: 'purrs', dog: 'barks', bird: 'sings' }
const animals = Object.keys(noises)

/** Texts of different lengths; the class is the animal that is named. */
export function labelledTexts(perClass: number): Dataset {
  const random = seeded('labelled texts')
  const fill = ['the', 'loud', 'soft', 'and', 'then', 'again']
  const examples = animals.flatMap((animal, label) =>
    Array.from({ length: perClass }, (_, index) => {
      const around = Array.from({ length: 2 + random.below(7) }, () => fill[random.below(fill.length)] as string)
      around.splice(random.below(around.length), 0, animal)
      return example(around.join(' '), { kind: 'class', class: label }, index)
    }),
  )
  return dataset('text-classification', animals, examples)
}

/** Passages in one voice: each animal makes its own noise. */
export function passages(count: number): Dataset {
  const random = seeded('passages')
  const examples = Array.from({ length: count }, (_, index) => {
    const sentences = Array.from({ length: 6 }, () => {
      const animal = animals[random.below(animals.length)] as string
      return `the ${animal} ${noises[animal]} and then sleeps`
    })
    return example(sentences.join(' '), { kind: 'text' }, index)
  })
  return dataset('text-generation', [], examples)
}

/** Questions that each animal's noise answers, in turns. */
export function conversations(count: number): Dataset {
  const examples = Array.from({ length: count }, (_, index) => {
    const animal = animals[index % animals.length] as string
    const turns = [
      { speaker: 'user', text: `the ${animal}` },
      { speaker: 'assistant', text: `${noises[animal]} loud` },
    ] as const
    return { ...example('', { kind: 'text' }, index), content: { kind: 'turns', turns } } satisfies Example
  })
  return dataset('conversation', [], examples)
}

function example(text: string, target: Target, index: number): Example {
  const content = { kind: 'text', prompt: '', text } as const
  return { path: `texts.csv, row ${index}`, target, split: null, content, digest: `${writtenTarget(target)}-${index}` }
}

function dataset(task: Dataset['task'], classes: readonly string[], examples: readonly Example[]): Dataset {
  return {
    task,
    name: 'texts',
    fingerprint: 'texts',
    classes,
    examples,
    columns: null,
    skipped: [],
    namedSplits: [],
    warnings: [],
  }
}
