import { describe, expect, test } from 'vitest'
import { families, familyOf } from '../../../src/engine/models/families.ts'
import { countParameters } from '../../../src/engine/models/liveModel.ts'
import { parseModelReference } from '../../../src/shared/catalog/modelReference.ts'
import { modelSummary } from '../../../src/shared/catalog/modelSummaries.ts'
import { gpt3Note, modelCards } from '../../../src/shared/catalog/models.ts'
import { taskCard } from '../../../src/tasks/cards.ts'

/** The architecture's figures from each repository's config.json. */
const base = { num_hidden_layers: 12, num_attention_heads: 12, hidden_size: 768, intermediate_size: 3072 }
const bert = { model_type: 'bert', vocab_size: 30_522, max_position_embeddings: 512, ...base }
const roberta = { ...bert, model_type: 'roberta', max_position_embeddings: 514, type_vocab_size: 1, pad_token_id: 1 }
const modernbert = { ...bert, model_type: 'modernbert', vocab_size: 50_368, max_position_embeddings: 8192 }
const narrow = { ...bert, hidden_size: 384, intermediate_size: 1536 }
const gpt2 = { model_type: 'gpt2', vocab_size: 50_257, n_positions: 1024, n_embd: 768, n_head: 12, n_layer: 12 }
const resnet = { model_type: 'resnet', num_channels: 3, embedding_size: 64, hidden_act: 'relu' }
const tiny = { num_hidden_layers: 12, num_attention_heads: 3, hidden_size: 192, intermediate_size: 768 }
const vit = { model_type: 'vit', image_size: 224, patch_size: 16, ...tiny }
const published: Readonly<Record<string, object>> = {
  'microsoft/resnet-18': { ...resnet, hidden_sizes: [64, 128, 256, 512], depths: [2, 2, 2, 2], layer_type: 'basic' },
  'microsoft/resnet-50': {
    ...resnet,
    hidden_sizes: [256, 512, 1024, 2048],
    depths: [3, 4, 6, 3],
    layer_type: 'bottleneck',
  },
  'google/mobilenet_v2_1.0_224': { model_type: 'mobilenet_v2', image_size: 224 },
  'facebook/deit-tiny-patch16-224': vit,
  'WinKawaks/vit-tiny-patch16-224': vit,
  'facebook/dinov2-small': {
    model_type: 'dinov2',
    image_size: 518,
    patch_size: 14,
    hidden_size: 384,
    num_hidden_layers: 12,
    num_attention_heads: 6,
    mlp_ratio: 4,
  },
  'TaylorAI/bge-micro-v2': { ...narrow, num_hidden_layers: 3 },
  'sentence-transformers/all-MiniLM-L6-v2': { ...narrow, num_hidden_layers: 6 },
  'distilbert/distilbert-base-uncased': {
    model_type: 'distilbert',
    vocab_size: 30_522,
    max_position_embeddings: 512,
    dim: 768,
    hidden_dim: 3072,
    n_heads: 12,
    n_layers: 6,
  },
  'distilbert/distilbert-base-multilingual-cased': {
    model_type: 'distilbert',
    vocab_size: 119_547,
    max_position_embeddings: 512,
    dim: 768,
    hidden_dim: 3072,
    n_heads: 12,
    n_layers: 6,
  },
  'distilbert/distilroberta-base': { ...roberta, vocab_size: 50_265, num_hidden_layers: 6 },
  'FacebookAI/xlm-roberta-base': { ...roberta, model_type: 'xlm-roberta', vocab_size: 250_002 },
  'jhu-clsp/ettin-encoder-17m': {
    ...{ ...modernbert, hidden_size: 256, intermediate_size: 384, num_hidden_layers: 7, num_attention_heads: 4 },
    ...{ max_position_embeddings: 7999, local_rope_theta: 160_000 },
  },
  'answerdotai/ModernBERT-base': { ...modernbert, num_hidden_layers: 22, intermediate_size: 1152 },
  'google-bert/bert-base-uncased': bert,
  'distilbert/distilgpt2': { ...gpt2, n_layer: 6 },
  'openai-community/gpt2': gpt2,
  'EleutherAI/gpt-neo-125m': {
    model_type: 'gpt_neo',
    vocab_size: 50_257,
    max_position_embeddings: 2048,
    hidden_size: 768,
    num_heads: 12,
    num_layers: 12,
    intermediate_size: null,
    window_size: 256,
    attention_types: [[['global', 'local'], 6]],
  },
}

describe.each(Object.entries(published))('the card of %s', (id, config) => {
  const card = modelCards.find((candidate) => candidate.id === id)

  test('tells the family, the parameters and the input of the network that its configuration builds', () => {
    const family = familyOf(config, [])
    const shapeOf = (name: string) => (/^(bert\.pooler|head\.dense)\./.test(name) ? [384, 384] : null)
    const trunk = family.readTrunk({ config, preprocessor: null, shapeOf })
    const { input } = trunk
    expect(card).toMatchObject({
      family: family.id,
      parameters: countParameters(trunk),
      inputSize: input.kind === 'text' ? input.maxTokens : input.preprocessing.size,
    })
    const continues = trunk.nextToken === null ? [] : ['text-generation', 'conversation']
    const sorts = input.kind === 'text' ? 'text-classification' : 'image-classification'
    expect(card?.tasks.slice(0, continues.length + 1)).toEqual([...continues, sorts])
    // All that reads the same input and puts a head of its own on it can be tuned for as well.
    const others = card?.tasks.slice(continues.length + 1).map(taskCard) ?? []
    expect(others.length).toBeGreaterThan(0)
    for (const { input: read, headed } of others)
      expect([headed, read === 'image']).toEqual([true, input.kind === 'image'])
  })

  test('tells a download that holds these parameters, in float32 or in half of it', () => {
    const bytesEach = (card?.downloadBytes ?? 0) / (card?.parameters ?? 1)
    const half = id === 'TaylorAI/bge-micro-v2'
    expect(bytesEach).toBeGreaterThan(half ? 2 : 4)
    expect(bytesEach).toBeLessThan(half ? 2.1 : 6.5) // with the published classifier, vocabulary and stored masks
  })

  test('is found by what a person would type', () => {
    expect(parseModelReference(id)).toEqual({ source: card?.source, id })
    expect(parseModelReference(id.split('/')[1] ?? '').id).toBe(id)
    expect(card?.home).toBe(`https://huggingface.co/${id}`)
  })
})

test('every family of the gallery is registered, and every card says one sentence or two', () => {
  for (const { family, id } of modelCards) {
    expect(Object.keys(families)).toContain(family)
    expect(modelSummary(id)).toMatch(/^[A-Z].{30,120}\.$/)
  }
  expect(new Set(modelCards.map(({ id }) => id)).size).toBe(modelCards.length)
})

test('the gallery says what became of GPT-3, and has the model that it names instead', () => {
  expect(gpt3Note).toContain('never published')
  expect(modelCards.map(({ title }) => title).filter((title) => gpt3Note.includes(title.split(' ')[0] ?? ''))).toEqual([
    'GPT-Neo 125M',
  ])
})
