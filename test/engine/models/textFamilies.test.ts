/** What the text families say of themselves in an export, and what they refuse. */
import { describe, expect, test } from 'vitest'
import { trunkOf } from '../../../src/engine/models/liveModel.ts'
import { readJson, readTensors } from '../../support/reference.ts'

describe('what an export says of itself', () => {
  test.each([
    ['bert', 'BertForSequenceClassification'],
    ['bert-mean', 'BertModel'],
    ['distilbert', 'DistilBertForSequenceClassification'],
    ['roberta', 'RobertaForSequenceClassification'],
    ['xlm-roberta', 'XLMRobertaForSequenceClassification'],
    ['modernbert', 'ModernBertForSequenceClassification'],
    ['gpt2', 'GPT2ForSequenceClassification'],
    ['gpt-neo', 'GPTNeoForSequenceClassification'],
  ])('%s becomes a %s with its classes, and is read again', (name, architecture) => {
    const { trunk, weights } = filesOf(name)
    const config = trunk.config(['good', 'bad'])
    expect(config).toMatchObject({ architectures: [architecture], id2label: { 0: 'good', 1: 'bad' }, num_labels: 2 })
    const again = trunkOf({ config, preprocessor: null, weights })
    expect(again.blocks.map((block) => block.name)).toEqual(trunk.blocks.map((block) => block.name))
  })

  test('a causal network without classes stays one that writes', () => {
    expect(filesOf('gpt2').trunk.config(null)).toMatchObject({ architectures: ['GPT2LMHeadModel'] })
    expect(filesOf('gpt-neo').trunk.config(null)).toMatchObject({ architectures: ['GPTNeoForCausalLM'] })
  })

  test('the way of pooling is kept, so that a trunk without a pooler is read as such', () => {
    expect(filesOf('bert-mean').trunk.config(['a', 'b'])).toMatchObject({ thaw_pooling: 'mean' })
    const { config, weights } = filesOf('bert')
    const mean = trunkOf({ config: { ...config, thaw_pooling: 'mean' }, preprocessor: null, weights })
    expect(mean.blocks.map((block) => block.name)).not.toContain('bert.pooler')
  })
})

describe('what is not supported is refused by name', () => {
  test.each([
    ['bert', { position_embedding_type: 'relative_key' }, 'position_embedding_type'],
    ['bert', { hidden_act: 'swish' }, 'hidden_act'],
    ['bert', { is_decoder: true }, 'is_decoder'],
    ['bert', { num_attention_heads: 5 }, '5 attention heads'],
    ['distilbert', { activation: 'tanh' }, 'activation'],
    ['roberta', { position_embedding_type: 'relative_key' }, 'position_embedding_type'],
    ['roberta', { max_position_embeddings: 2 }, 'max_position_embeddings'],
    ['modernbert', { hidden_activation: 'swish' }, 'hidden_activation'],
    ['modernbert', { layer_types: ['full_attention'] }, '1'],
    ['modernbert', { num_attention_heads: 5 }, '5 attention heads'],
    ['gpt2', { tie_word_embeddings: false }, 'tie_word_embeddings'],
    ['gpt2', { n_positions: 0 }, 'n_positions'],
    ['gpt-neo', { attention_types: [[['global'], 3]] }, 'attention_types'],
  ])('%s with %o', (name, change, said) => {
    const { config, weights } = filesOf(name)
    expect(() => trunkOf({ config: { ...config, ...change }, preprocessor: null, weights })).toThrow(said)
  })
})

test('CamemBERT is RoBERTa by another name, and keeps that name', () => {
  const { config, weights } = filesOf('roberta')
  const trunk = trunkOf({ config: { ...config, model_type: 'camembert' }, preprocessor: null, weights })
  expect(trunk.family).toBe('roberta')
  expect(trunk.config(['a', 'b'])).toMatchObject({ architectures: ['CamembertForSequenceClassification'] })
})

test('RoBERTa counts its places from the row behind the padding’s', () => {
  const { trunk, config, weights } = filesOf('roberta')
  expect(trunk.input).toMatchObject({ maxTokens: 16 }) // of 18 rows
  const padded = trunkOf({ config: { ...config, pad_token_id: 0 }, preprocessor: null, weights })
  expect(padded.input).toMatchObject({ maxTokens: 17 })
})

function filesOf(name: string) {
  const config = readJson(`${name}/config.json`) as Record<string, unknown>
  const weights = readTensors(`${name}/model.safetensors`)
  return { config, weights, trunk: trunkOf({ config, preprocessor: null, weights }) }
}
