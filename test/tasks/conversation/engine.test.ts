/** Conversations as rows: what counts of them, whole turns where they are too long, and the loss of what counts alone. */
import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import type { Turn } from '../../../src/engine/data/answers/conversations.ts'
import type { Example } from '../../../src/engine/data/dataset.ts'
import type { TunedModel } from '../../../src/engine/inference/tunedModel.ts'
import { openTemplate } from '../../../src/engine/inputs/chat/chatTemplate.ts'
import { begunAnswer } from '../../../src/engine/inputs/chat/chatTokens.ts'
import { createTokenizer } from '../../../src/engine/inputs/tokenizer.ts'
import type { TokenRow } from '../../../src/engine/inputs/tokenStore.ts'
import { forwardOf } from '../../../src/engine/models/network.ts'
import { messagesOf, templateConstants, templateOf } from '../../../src/tasks/conversation/answer.ts'
import { questionOf, withoutThought } from '../../../src/tasks/conversation/asked.ts'
import { talk } from '../../../src/tasks/conversation/engine.ts'
import { conversationRows } from '../../../src/tasks/conversation/rows.ts'
import { generation } from '../../../src/tasks/text-generation/objective.ts'
import { startBackend } from '../../support/backends.ts'
import { inWords } from '../../support/inWords.ts'
import { relativeError } from '../../support/relativeError.ts'
import { tinyBert, tinyGpt2 } from '../../support/tinyText.ts'

const folder = new URL('../../fixtures/reference/chat/', import.meta.url)
const json = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))

function text(name: 'smollm2' | 'qwen3', settings: Readonly<Record<string, unknown>> = {}) {
  const config = { ...json(`${name}/tokenizer_config.json`), ...settings }
  const tokenizer = createTokenizer({ tokenizer: json(`${name}/tokenizer.json`), config, vocabulary: 262_208 })
  return { tokenizer, files: tokenizer.files }
}

const turn = (speaker: Turn['speaker'], words: string): Turn => ({ speaker, text: words })
const example = (turns: readonly Turn[]) => ({ content: { kind: 'turns', turns } }) as unknown as Example
const short = [turn('user', 'Hello'), turn('assistant', 'Hi.')]
const twice = [...short, turn('user', 'Thanks'), turn('assistant', 'You are welcome.')]

async function rowsOf(conversations: readonly (readonly Turn[])[], most: number, loss: 'answers' | 'all' = 'answers') {
  const { tokenizer } = text('smollm2')
  const template = await templateOf(text('smollm2'), 'auto')
  const options = { template, tokenizer, most, loss, onProgress: () => {}, signal: new AbortController().signal }
  const { rows, warnings } = await conversationRows(conversations.map(example), options)
  const counted = rows.map((row) => {
    const ids = row ? [...row.ids].filter((_, at) => row.weights?.[at] === 1) : []
    return tokenizer.decode(ids, { special: true })
  })
  return { rows, counted, warnings: inWords(warnings) }
}

describe('rows', () => {
  test('count the answers and what ends them, or everything but the first token', async () => {
    const { counted, rows } = await rowsOf([twice], 200)
    expect(counted).toEqual(['Hi.<|im_end|>You are welcome.<|im_end|>'])
    expect(rows[0]?.bytes).toBe('Hi.You are welcome.'.length)
    const { counted: all } = await rowsOf([short], 200, 'all')
    expect(all[0]).toMatch(/^system\nYou are a helpful .*<\|im_end\|>\n<\|im_start\|>user\nHello<\|im_end\|>\n/s)
  })

  test('keep whole turns up to an answer where a conversation is too long, and say how many went', async () => {
    const whole = await rowsOf([twice], 200)
    const length = whole.rows[0]?.ids.length ?? 0
    // The last id is only ever predicted, so that one token more than is read at once fits.
    expect((await rowsOf([twice], length - 1)).counted).toEqual(whole.counted)
    const { rows, counted, warnings } = await rowsOf([twice, short], length - 2)
    expect(counted).toEqual(['Hi.<|im_end|>', 'Hi.<|im_end|>'])
    expect(rows[0]?.turns).toEqual(short)
    expect([...(rows[0]?.ids ?? [])]).toEqual([...(rows[1]?.ids ?? [])])
    expect(warnings).toEqual([
      `1 conversation had more than ${length - 2} tokens and lost 2 turns at the end; whole turns are kept.`,
    ])
  })

  test('leave out a conversation whose first answer does not fit, and say so', async () => {
    const endless = [turn('user', 'word '.repeat(20_000)), turn('assistant', 'No.')]
    const { rows, warnings } = await rowsOf([endless, short], 200)
    expect(rows.map((row) => row !== null)).toEqual([false, true])
    expect(warnings).toEqual([
      '1 conversation was left out: not even the first answer fits into 200 tokens. Allow more on Tune to keep them.',
    ])
  })

  test('leave out what the template refuses, in its words', async () => {
    const { tokenizer } = text('smollm2')
    const source = `{% if messages | length > 2 %}{{ raise_exception('Two turns, please') }}{% endif %}${text('smollm2').files.config && json('smollm2/tokenizer_config.json').chat_template}`
    const template = await openTemplate({ kind: 'own', source }, {})
    const signal = new AbortController().signal
    const options = { template, tokenizer, most: 200, loss: 'answers', onProgress: () => {}, signal } as const
    const { rows, warnings, refusal } = await conversationRows([twice, short].map(example), options)
    expect(rows.map((row) => row !== null)).toEqual([false, true])
    expect(refusal?.message).toContain('“Two turns, please”')
    expect(inWords(warnings)).toEqual([
      '1 conversation was left out, since the chat template refuses it: “Two turns, please”.',
    ])
  })
})

test('a conversation whose answers the template leaves out is none, and says so', async () => {
  const { tokenizer } = text('smollm2')
  const source = "{% for m in messages %}{% if m.role == 'user' %}{{ m.content }}{% endif %}{% endfor %}"
  const template = await openTemplate({ kind: 'own', source }, {})
  const signal = new AbortController().signal
  const options = { template, tokenizer, most: 200, loss: 'answers', onProgress: () => {}, signal } as const
  const { rows, warnings, refusal } = await conversationRows([example(short)], options)
  expect(rows).toEqual([null])
  expect(inWords(warnings)).toEqual(['1 conversation was left out: the chat template writes nothing of its answers.'])
  expect(refusal?.message).toContain('leaves the answers out')
})

describe('the template', () => {
  test('is the model’s own, or a plain one where it has none or the person wants it, which is told', async () => {
    const none = text('smollm2', { chat_template: undefined })
    const kinds = [
      await templateOf(text('smollm2'), 'auto'),
      await templateOf(text('smollm2'), 'plain'),
      await templateOf(none, 'auto'),
    ]
    expect(kinds.map(({ kind }) => kind)).toEqual(['own', 'plain', 'plain'])
    expect(kinds.map(templateConstants)).toEqual([0, 1, 1].map((plain) => ({ plainTemplate: [plain] })))
    await expect(templateOf(none, 'own')).rejects.toThrow('The model’s tokenizer has no chat template.')
  })

  test('of several is the one that is called default', async () => {
    const several = [
      { name: 'tools', template: 'tools' },
      { name: 'default', template: 'this' },
    ]
    expect((await templateOf(text('smollm2', { chat_template: several }), 'own')).source).toBe('this')
  })

  test.each(['smollm2', 'qwen3'] as const)(
    'of %s asks by the beginning of an answer, which ends where a turn does',
    async (name) => {
      const given = text(name)
      const template = await templateOf(given, 'own')
      const { ids, endId } = begunAnswer(template, given.tokenizer, messagesOf(short.slice(0, 1)))
      expect(given.tokenizer.decode([...ids], { special: true })).toMatch(/<\|im_start\|>assistant\n$/)
      expect(given.tokenizer.decode([endId as number], { special: true })).toBe('<|im_end|>')
    },
  )
})

test('questions in a row are one, as they were in training', async () => {
  const tuned = { task: 'conversation', text: text('smollm2') } as unknown as TunedModel
  const { promptOf } = talk
  if (!promptOf) throw new Error('expected a task that knows turns')
  const { ids } = await promptOf(tuned, [turn('user', 'Hello'), turn('user', 'Anyone?')])
  const { ids: joined } = await promptOf(tuned, [turn('user', 'Hello\n\nAnyone?')])
  expect(ids).toEqual(joined)
})

test('a question is what was said before the last answer; thoughts before an answer are none of it', () => {
  expect(questionOf(twice, 7)).toEqual({
    example: 7,
    turns: twice.slice(0, 3),
    words: 'Thanks',
    truth: 'You are welcome.',
  })
  expect(withoutThought('<think>\n\n</think>\n\nParis').trim()).toBe('Paris')
  expect(withoutThought('Paris </think>')).toBe('Paris </think>')
})

describe.each(['cpu', 'wasm'] as const)('the loss on %s', (backend) => {
  const rows: TokenRow[] = [
    { ids: Int32Array.of(3, 1, 4, 2), weights: Float32Array.of(0, 0, 1, 1) },
    { ids: Int32Array.of(2, 5, 0), weights: Float32Array.of(0, 0, 1) },
  ]
  /** The row of the batch and the token in it that each counted id follows on. */
  const counted = [
    [0, 1, 4],
    [0, 2, 2],
    [1, 1, 0],
  ] as const

  test('is that of all logits where they count, and so is its gradient', async () => {
    await startBackend(backend)
    const model = tinyGpt2()
    const objective = generation(model.trunk, rows)
    const features = tf.tensor(
      Float32Array.from({ length: 2 * 3 * 16 }, (_, i) => Math.sin(3 * i + 1)),
      [2, 3, 16],
    )
    const f = forwardOf(model)
    const few = (x: tf.Tensor) => objective.loss(objective.outputs(f, x, [0, 1]), [0, 1])
    const whole = (x: tf.Tensor) => {
      const logits = model.trunk.nextToken?.(f, x as tf.Tensor3D) as tf.Tensor3D
      const log = tf.reshape(tf.logSoftmax(logits), [-1])
      const vocabulary = logits.shape[2]
      const places = counted.map(([row, token, id]) => (row * 3 + token) * vocabulary + id)
      return tf.neg(tf.mean(tf.gather(log, places))) as tf.Scalar
    }
    const [one, other] = [tf.valueAndGrad(few)(features), tf.valueAndGrad(whole)(features)]
    expect((await one.value.data())[0]).toBeCloseTo((await other.value.data())[0] as number, 5)
    expect(relativeError(await one.grad.data(), await other.grad.data())).toBeLessThan(1e-5)
    const tally = objective.tally()
    const nats = tf.tidy(() => objective.outputs(f, features, [0, 1]))
    await tally.add(nats, [0, 1])
    expect(nats.shape).toEqual([3])
    expect(tally.score().counted).toBe(3)
    expect(tally.score().loss).toBeCloseTo((await other.value.data())[0] as number, 5)
    expect(objective.weigh([0])).toBe(2)
    expect(tally.rowLosses()).toHaveLength(2)
    model.dispose()
  })

  test('is refused to a network that reads from both sides', async () => {
    await startBackend(backend)
    const model = tinyBert()
    expect(() => generation(model.trunk, rows)).toThrow('reads texts from both sides')
    model.dispose()
  })
})
