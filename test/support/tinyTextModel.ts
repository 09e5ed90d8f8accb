/** Text models small enough to train in a test, as the files they would be published with: random weights, real tokenisers. */
import { readFile } from 'node:fs/promises'
import { exportFiles } from '../../src/engine/export/weights/exportWeights.ts'
import { randomModel, trunkOf } from '../../src/engine/models/liveModel.ts'
import { textOf } from '../../src/engine/models/modelText.ts'
import { seeded } from '../../src/shared/random.ts'

export interface ModelFile {
  readonly name: string
  readonly buffer: Buffer
}

const sizes = { layers: 2, width: 32, heads: 4, positions: 64 }

/** A GPT-2 that continues texts, badly. */
export function tinyWriter(): Promise<ModelFile[]> {
  const { layers, width, heads, positions } = sizes
  return published('bytelevel', {
    model_type: 'gpt2',
    n_layer: layers,
    n_embd: width,
    n_head: heads,
    n_positions: positions,
    vocab_size: 600,
  })
}

/** A BERT that reads texts, and has understood nothing yet. */
export function tinyReader(): Promise<ModelFile[]> {
  const { layers, width, heads, positions } = sizes
  return published('wordpiece', {
    model_type: 'bert',
    num_hidden_layers: layers,
    hidden_size: width,
    intermediate_size: 2 * width,
    num_attention_heads: heads,
    max_position_embeddings: positions,
    type_vocab_size: 2,
    vocab_size: 585,
  })
}

async function published(tokens: 'bytelevel' | 'wordpiece', config: Record<string, unknown>): Promise<ModelFile[]> {
  const read = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(`test/fixtures/reference/tokenizers/${tokens}/${name}`, 'utf8'))
  const tokenizer = await read('tokenizer.json')
  const tokenizerConfig = await read('tokenizer_config.json')
  const trunk = trunkOf({ config, preprocessor: null, weights: { tensors: new Map(), metadata: {} } })
  const text = textOf({ tokenizer, tokenizerConfig }, trunk)
  const model = randomModel(trunk, seeded('tiny text model'))
  // As a model that knows no classes, so that nothing stands on the trunk.
  const files = await exportFiles({
    task: 'text-generation',
    model,
    head: new Map(),
    adapter: null,
    labels: [],
    text,
    maxTokens: sizes.positions,
  })
  model.dispose()
  return Promise.all(files.map(async ({ name, blob }) => ({ name, buffer: Buffer.from(await blob.arrayBuffer()) })))
}
