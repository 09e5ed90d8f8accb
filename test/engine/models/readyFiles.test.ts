/** A model's files before they become a network: what config.json alone tells, and names that were wrapped. */
import { describe, expect, test } from 'vitest'
import { judgeConfig, mostParameters, withoutQuantisation } from '../../../src/engine/models/judgeConfig.ts'
import { trunkOf } from '../../../src/engine/models/liveModel.ts'
import { unwrapped } from '../../../src/engine/models/unwrapped.ts'
import type { ModelFiles } from '../../../src/engine/weights/modelFiles.ts'
import type { StoredTensor } from '../../../src/engine/weights/tensorFile.ts'
import { say } from '../../../src/shared/messages/say.ts'

const bert = {
  ...{ model_type: 'bert', vocab_size: 12, hidden_size: 4, num_hidden_layers: 2, num_attention_heads: 2 },
  ...{ intermediate_size: 8, max_position_embeddings: 16 },
}

describe('config.json alone', () => {
  test.each([
    ['electra', ['ElectraForMaskedLM'], 'google-bert/bert-base-uncased'],
    ['xlm', ['XLMModel'], 'distilbert/distilbert-base-multilingual-cased'],
    ['mistral', ['MistralForCausalLM'], 'HuggingFaceTB/SmolLM2-135M'],
    ['convnext', ['ConvNextForImageClassification'], 'microsoft/resnet-18'],
    ['a-later-one', ['LaterForCausalLM'], 'HuggingFaceTB/SmolLM2-135M'],
    ['a-later-one', ['LaterForImageClassification'], 'facebook/deit-tiny-patch16-224'],
    ['a-later-one', ['LaterForSequenceClassification'], 'google-bert/bert-base-uncased'],
  ])('of %s with %j names the nearest model', (type, architectures, nearest) => {
    expect(() => judgeConfig({ model_type: type, architectures }, null)).toThrow(
      expect.objectContaining({
        code: 'model-unsupported',
        message: `This model’s architecture "${type}" is not known here.`,
        advice: expect.stringContaining(`The nearest that works is ${nearest}.`),
      }),
    )
  })

  test('of a network for sound names none', () => {
    expect(() => judgeConfig({ model_type: 'wav2vec2', architectures: ['Wav2Vec2ForCTC'] }, null)).toThrow(
      expect.objectContaining({ advice: expect.not.stringContaining('nearest') }),
    )
  })

  test.each([
    [{ quant_method: 'bitsandbytes', load_in_8bit: true }, 'bitsandbytes, 8 bit'],
    [{ quant_method: 'bitsandbytes', load_in_4bit: true, load_in_8bit: false }, 'bitsandbytes, 4 bit'],
    [{ quant_method: 'gptq', bits: 4, group_size: 128 }, 'gptq, 4 bit'],
    [{ quant_method: 'awq', bits: 4 }, 'awq, 4 bit'],
    [{ quant_method: 'fp8', activation_scheme: 'dynamic' }, 'fp8'],
    [{ load_in_8bit: true }, 'quantised, 8 bit'],
  ])('with %j is refused by its name', (quantization, words) => {
    const config = { ...bert, quantization_config: quantization }
    expect(() => judgeConfig(config, null)).toThrow(
      expect.objectContaining({ code: 'model-unsupported', message: expect.stringContaining(`quantised (${words})`) }),
    )
    expect(() => judgeConfig(config, 'owner/Net-bnb-4bit')).toThrow(
      expect.objectContaining({ advice: 'Take the model that it was made from, most likely owner/Net.' }),
    )
  })

  test.each([
    ['unsloth/Qwen2.5-0.5B-unsloth-bnb-4bit', 'unsloth/Qwen2.5-0.5B'],
    ['Qwen/Qwen2.5-0.5B-Instruct-GPTQ-Int4', 'Qwen/Qwen2.5-0.5B-Instruct'],
    ['someone/bert-base-AWQ', 'someone/bert-base'],
    ['someone/Net-FP8-dynamic', 'someone/Net'],
    ['someone/bert-base', null],
    ['my-net-gptq', null],
  ])('the name %s has the whole model %s', (repository, whole) => {
    expect(withoutQuantisation(repository)).toBe(whole)
  })

  test('names the field that the family cannot read', () => {
    const config = { ...bert, position_embedding_type: 'relative_key' }
    expect(() => judgeConfig(config, null)).toThrow(/position_embedding_type/)
  })

  test('names what does not go together, which no weights could mend', () => {
    expect(() => judgeConfig({ ...bert, num_attention_heads: 3 }, null)).toThrow(
      expect.objectContaining({ said: expect.objectContaining({ key: 'headsDoNotDivide' }) }),
    )
  })

  test('tells a model that has no room', () => {
    const config = { ...bert, hidden_size: 8192, intermediate_size: 32768, num_hidden_layers: 40 }
    expect(() => judgeConfig(config, null)).toThrow(
      expect.objectContaining({ said: expect.objectContaining({ key: 'modelOfTooMany' }) }),
    )
    expect(mostParameters).toBe(2e9)
  })

  test('lets pass what can be read, also where only the weights tell the rest', () => {
    judgeConfig(bert, null)
    judgeConfig({ architecture: 'resnet18', pretrained_cfg: {}, num_features: 512 }, null)
  })
})

describe('names of weights', () => {
  const names = trunkOf(filesOf([]))
    .blocks.flatMap(({ parameters }) => parameters)
    .map(({ name }) => name)
  const read = (changed: (name: string) => string, more: readonly string[] = []) =>
    unwrapped(filesOf([...names.map(changed), ...more]))

  test.each<[string, (name: string) => string, string | null]>([
    ['plain', (name) => name, null],
    ['without the prefix of the family', (name) => name.replace(/^bert\./, ''), null],
    ['in DataParallel', (name) => `module.${name}`, '"module"'],
    ['compiled', (name) => `_orig_mod.${name}`, '"_orig_mod"'],
    ['compiled and parallel', (name) => `_orig_mod.module.${name}`, '"_orig_mod" and "module"'],
    ['compiled layer by layer', (name) => name.replace(/layer\.(\d)/, 'layer.$1._orig_mod'), '"_orig_mod"'],
    ['in a module of Lightning', (name) => `model.${name}`, '"model"'],
    ['deep within', (name) => `net.backbone.${name}`, '"net.backbone"'],
    ['within, without the prefix of the family', (name) => name.replace(/^bert/, 'backbone'), '"backbone"'],
  ])('%s are read', (_, changed, taken) => {
    const { weights, warnings } = read(changed, ['classifier.weight'])
    const own = [...weights.tensors.keys()].map((name) =>
      name === 'classifier.weight' ? name : `bert.${name.replace(/^bert\./, '')}`,
    )
    expect(own).toEqual([...names, 'classifier.weight'])
    expect(warnings.map(say)).toEqual(
      taken
        ? [`The names of the weights were wrapped in ${taken} by the program that saved them; that was taken off.`]
        : [],
    )
  })

  test('two networks in one file are left as they are', () => {
    const both = [...names.map((name) => `student.${name}`), ...names.map((name) => `teacher.${name}`)]
    expect([...unwrapped(filesOf(both)).weights.tensors.keys()]).toEqual(both)
  })

  test('doubles are told', () => {
    expect(unwrapped(filesOf(names, 'F64')).warnings.map(say)[0]).toContain(
      'hold float64 numbers; they are read as float32',
    )
  })
})

function filesOf(names: readonly string[], dtype: 'F32' | 'F64' = 'F32'): ModelFiles {
  const tensor: StoredTensor = { dtype, shape: [1], bytes: new Uint8Array(dtype === 'F64' ? 8 : 4) }
  return {
    ...{ config: bert, preprocessor: null, tokenizer: null, tokenizerConfig: null, pooling: null },
    weights: { tensors: new Map(names.map((name) => [name, tensor])), metadata: {} },
    ...{ revision: '', downloadedBytes: 0, labels: null, warnings: [] },
  }
}
