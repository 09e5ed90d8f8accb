/** BERT and GPT-2 in jax-js's operations. A weight is asked for by its published name; each use takes a reference. */
import { nn, numpy as np, tree } from '@jax-js/jax'
import type { Job } from '../work/job.ts'
import { bertShapes, gptShape, passageTokens, textTokens } from '../work/shapes.ts'

export type Parameters = { [name: string]: np.Array }

/** Ids x [batch, tokens] and what is asked for, y: the class of each text, or the next of each token. */
type Loss = (values: Parameters, frozen: Parameters, x: np.Array, y: np.Array) => np.Array

/** α ÷ rank of the studio's default. */
const loraScale = 2

export function jaxLoss({ network, batch }: Job): Loss {
  if (network === 'bert-2x128' || network === 'bert-6x384') return bertLoss({ ...bertShapes[network], batch })
  if (network === 'gpt-4x192') return gptLoss(batch)
  throw new Error(`internal: ${network} is not written in jax-js`)
}

function bertLoss({
  layers,
  heads,
  width,
  batch,
}: {
  layers: number
  heads: number
  width: number
  batch: number
}): Loss {
  const side = { batch, tokens: textTokens, heads, width, causal: false }
  return (values, frozen, x, y) => {
    const net = network({ ...frozen, ...values }, 1e-12)
    const prefix = 'bert.embeddings'
    const words = np.take(net.weight(`${prefix}.word_embeddings.weight`), x, 0)
    const places = net.weight(`${prefix}.position_embeddings.weight`).slice([0, textTokens])
    const type = net.weight(`${prefix}.token_type_embeddings.weight`).slice([0, 1])
    let hidden = net.layerNorm(`${prefix}.LayerNorm`, words.add(places).add(type))
    for (let index = 0; index < layers; index++) {
      const layer = `bert.encoder.layer.${index}`
      const [q, k, v] = ['query', 'key', 'value'].map((part) =>
        net.dense(`${layer}.attention.self.${part}`, hidden.ref),
      ) as Three
      const seen = net.dense(`${layer}.attention.output.dense`, attention(q, k, v, side))
      const attended = net.layerNorm(`${layer}.attention.output.LayerNorm`, seen.add(hidden))
      const spread = nn.gelu(net.dense(`${layer}.intermediate.dense`, attended.ref), { approximate: false })
      hidden = net.layerNorm(`${layer}.output.LayerNorm`, net.dense(`${layer}.output.dense`, spread).add(attended))
    }
    const loss = crossEntropy(net.dense('classifier', np.mean(hidden, 1)), y)
    tree.dispose([values, frozen])
    return loss
  }
}

function gptLoss(batch: number): Loss {
  const { layers, heads, width } = gptShape
  const side = { batch, tokens: passageTokens, heads, width, causal: true }
  return (values, frozen, x, y) => {
    const net = network({ ...frozen, ...values }, 1e-5)
    const words = np.take(net.weight('transformer.wte.weight'), x, 0)
    let hidden = words.add(net.weight('transformer.wpe.weight').slice([0, passageTokens]))
    for (let index = 0; index < layers; index++) {
      const layer = `transformer.h.${index}`
      const joined = net.dense(`${layer}.attn.c_attn`, net.layerNorm(`${layer}.ln_1`, hidden.ref))
      const [q, k, v] = np.split(joined, 3, -1) as Three
      const attended = net.dense(`${layer}.attn.c_proj`, attention(q, k, v, side)).add(hidden)
      const spread = nn.gelu(net.dense(`${layer}.mlp.c_fc`, net.layerNorm(`${layer}.ln_2`, attended.ref)))
      hidden = net.dense(`${layer}.mlp.c_proj`, spread).add(attended)
    }
    const top = net.layerNorm('transformer.ln_f', hidden).reshape([batch * passageTokens, width])
    const loss = crossEntropy(np.matmul(top, np.matrixTranspose(net.weight('transformer.wte.weight'))), y)
    tree.dispose([values, frozen])
    return loss
  }
}

type Three = [np.Array, np.Array, np.Array]

function network(weights: Parameters, epsilon: number) {
  const weight = (name: string): np.Array => {
    const found = weights[name]
    if (!found) throw new Error(`internal: no weight "${name}"`)
    return found.ref
  }
  return {
    weight,
    dense(site: string, x: np.Array): np.Array {
      const pair = `${site}.lora_A.weight` in weights
      const low = pair
        ? np.matmul(np.matmul(x.ref, weight(`${site}.lora_A.weight`)), weight(`${site}.lora_B.weight`))
        : null
      const plain = np.matmul(x, weight(`${site}.weight`)).add(weight(`${site}.bias`))
      return low ? plain.add(low.mul(loraScale)) : plain
    },
    layerNorm(site: string, x: np.Array): np.Array {
      const centred = x.ref.sub(np.mean(x, -1, { keepdims: true }))
      const variance = np.mean(np.square(centred.ref), -1, { keepdims: true })
      const normed = centred.div(np.sqrt(variance.add(epsilon)))
      return normed.mul(weight(`${site}.weight`)).add(weight(`${site}.bias`))
    },
  }
}

interface Side {
  readonly batch: number
  readonly tokens: number
  readonly heads: number
  readonly width: number
  readonly causal: boolean
}

function attention(q: np.Array, k: np.Array, v: np.Array, { batch, tokens, heads, width, causal }: Side): np.Array {
  const split = (x: np.Array) => x.reshape([batch, tokens, heads, width / heads])
  return nn.dotProductAttention(split(q), split(k), split(v), { isCausal: causal }).reshape([batch, tokens, width])
}

/** logits [n, classes], labels [n] */
function crossEntropy(logits: np.Array, labels: np.Array): np.Array {
  const hard = nn.oneHot(labels, logits.shape[1] as number)
  return np.mean(np.sum(nn.logSoftmax(logits, -1).mul(hard), -1)).mul(-1)
}
