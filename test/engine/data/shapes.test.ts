/** Tables that say what is meant in another shape than one text and one answer a row. */
import { describe, expect, test } from 'vitest'
import { textOf } from '../../../src/engine/data/dataset.ts'
import { targetText } from '../../../src/engine/data/target.ts'
import { inWords } from '../../support/inWords.ts'
import { dropped, read } from './archives.ts'

const labels = ['positive', 'negative', 'neutral'] as const
const rows = Array.from({ length: 30 }, (_, at) => ({
  text: `The kettle number ${at} is, all in all, a thing`,
  question: `How is kettle number ${at} reset?`,
  answer: `Hold its button for ${at} seconds, then wait.`,
  label: labels[at % 3] as string,
}))
type Row = (typeof rows)[number]
const lines = (write: (row: Row, at: number) => string) => rows.map(write).join('\n')
const json = (write: (row: Row, at: number) => unknown) => lines((row, at) => JSON.stringify(write(row, at)))

async function table(name: string, text: string) {
  return read(dropped([[name, text]]))
}

/** Each text with its answer. */
async function answers(name: string, text: string) {
  const { examples, classes } = await table(name, text)
  return new Map(examples.map(({ content, target }) => [textOf(content), targetText(target, classes)]))
}

async function conversations(name: string, text: string) {
  const { task, examples, warnings } = await table(name, text)
  return {
    task,
    told: inWords(warnings),
    turns: examples.map(({ content }) => content.kind === 'turns' && content.turns),
  }
}
const asked = rows.map(({ question, answer }) => [
  { speaker: 'user', text: question },
  { speaker: 'assistant', text: answer },
])

describe('marks of chat templates within a text are turns', () => {
  test.each<[string, (row: Row) => string]>([
    [
      'ChatML',
      ({ question, answer }) => `<|im_start|>user\n${question}<|im_end|>\n<|im_start|>assistant\n${answer}<|im_end|>`,
    ],
    ['Llama 2', ({ question, answer }) => `<s>[INST] ${question} [/INST] ${answer} </s>`],
    [
      'Llama 3',
      ({ question, answer }) =>
        `<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n${question}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n${answer}<|eot_id|>`,
    ],
    [
      'Gemma',
      ({ question, answer }) =>
        `<start_of_turn>user\n${question}<end_of_turn>\n<start_of_turn>model\n${answer}<end_of_turn>`,
    ],
    ['Phi', ({ question, answer }) => `<|user|>\n${question}<|end|>\n<|assistant|>\n${answer}<|end|>`],
    ['Vicuna', ({ question, answer }) => `### Human: ${question}### Assistant: ${answer}`],
    ['Anthropic', ({ question, answer }) => `\n\nHuman: ${question}\n\nAssistant: ${answer}`],
    ['Alpaca', ({ question, answer }) => `### Instruction:\n${question}\n\n### Response:\n${answer}`],
  ])('%s', async (_, write) => {
    const found = await conversations(
      'chats.jsonl',
      json((row) => ({ text: write(row) })),
    )
    expect(found).toMatchObject({ task: 'conversation', turns: asked })
    expect(found.told[0]).toMatch(/^The texts of "text" hold the marks of a chat template/)
  })

  test('a system prompt stays one', async () => {
    const write = ({ question, answer }: Row) => `[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\n${question} [/INST] ${answer}`
    const { turns } = await conversations(
      'chats.jsonl',
      json((row) => ({ text: write(row) })),
    )
    expect(turns).toEqual(asked.map((each) => [{ speaker: 'system', text: 'Be brief.' }, ...each]))
  })

  test('of chosen and rejected ones the chosen are learned', async () => {
    const write = ({ question, answer }: Row) => ({
      rejected: `\n\nHuman: ${question}\n\nAssistant: I will not say, and that at some length, since nobody asked me so far.`,
      chosen: `\n\nHuman: ${question}\n\nAssistant: ${answer}`,
    })
    const { turns, told } = await conversations('hh.jsonl', json(write))
    expect(turns).toEqual(asked)
    expect(told).toContain('"rejected" holds 30 answers that were turned down. Nothing is learned from them.')
  })

  test('a text that speaks of humans and headings is a text', async () => {
    const found = await answers(
      'a.csv',
      `text,label\n${lines(({ text, label }) => `"Human: ${text}. ### Note: none",${label}`)}`,
    )
    expect(new Set(found.values())).toEqual(new Set(labels))
  })
})

describe('turns that stand apart', () => {
  test('a row a turn, told apart by a number', async () => {
    const text = `chat,role,content\n${lines(({ question, answer }, at) => `${at},user,"${question}"\n${at},assistant,"${answer}"`)}`
    const found = await conversations('chats.csv', text)
    expect(found).toMatchObject({ task: 'conversation', turns: asked })
    expect(found.told).toEqual([
      'Each row is a turn, by whoever "role" says: 60 turns, put together to 30 conversations.',
    ])
  })

  test.each([
    ['label', 'human', 'ai'],
    ['class', 'human', 'chatgpt'],
    ['generated_by', 'human', 'bot'],
    ['speaker', 'customer', 'agent'],
  ])('who wrote a text is a class under "%s", in rows without order', async (name, person, program) => {
    const writer = (at: number) => ((at * at + at) % 7 < 2 || at % 5 === 0 ? person : program)
    const text = `text,${name}\n${lines(({ text }, at) => `"${text}",${writer(at)}`)}`
    expect((await table('a.csv', text)).task).toBe('text-classification')
    expect(await answers('a.csv', text)).toEqual(new Map(rows.map(({ text }, at) => [text, writer(at)])))
  })

  test('turns in their order need no number where a role is named', async () => {
    const text = `role,content\n${lines(({ question, answer }) => `user,"${question}"\nassistant,"${answer}"`)}`
    expect(await conversations('chats.csv', text)).toMatchObject({ task: 'conversation', turns: asked })
  })

  test('a tree of answers, of which the best is taken', async () => {
    const write = ({ question, answer }: Row, at: number) => [
      { message_id: `q${at}`, parent_id: null, text: question, role: 'prompter', rank: null },
      { message_id: `b${at}`, parent_id: `q${at}`, text: 'No idea at all.', role: 'assistant', rank: 1 },
      { message_id: `a${at}`, parent_id: `q${at}`, text: answer, role: 'assistant', rank: 0 },
    ]
    const text = rows
      .flatMap(write)
      .map((row) => JSON.stringify(row))
      .join('\n')
    const found = await conversations('oasst.jsonl', text)
    expect(found.turns).toEqual(asked)
    expect(found.told[0]).toContain(
      '30 turns in no conversation with a question and its answer, or on other branches of it, were left out.',
    )
  })

  test('a tree beyond the values that are counted', async () => {
    const count = 8_500
    const text = Array.from({ length: count }, (_, at) =>
      [
        `q${at},,How is kettle ${at} reset?,prompter,`,
        `b${at},q${at},No idea at all.,assistant,1`,
        `a${at},q${at},Hold its button ${at} times.,assistant,0`,
      ].join('\n'),
    ).join('\n')
    const { turns } = await conversations('oasst.csv', `message_id,parent_id,text,role,rank\n${text}`)
    expect(turns.length).toBe(count)
    expect(turns[8_400]).toEqual([
      { speaker: 'user', text: 'How is kettle 8400 reset?' },
      { speaker: 'assistant', text: 'Hold its button 8400 times.' },
    ])
  })

  test.each<[string, (row: Row) => unknown]>([
    ['lists of what was said in turn', ({ question, answer }) => ({ dialog: [question, answer] })],
    [
      'speakers and utterances',
      ({ question, answer }) => ({
        turns: [
          { speaker: 'USER', utterance: question },
          { speaker: 'SYSTEM', utterance: answer },
        ],
      }),
    ],
    [
      'parts of a content',
      ({ question, answer }) => ({
        contents: [
          { role: 'user', parts: [{ text: question }] },
          { role: 'model', parts: [{ text: answer }] },
        ],
      }),
    ],
    [
      'senders',
      ({ question, answer }) => ({
        chat_messages: [
          { sender: 'human', text: question },
          { sender: 'assistant', text: answer },
        ],
      }),
    ],
  ])('%s', async (_, write) => {
    expect(await conversations('chats.jsonl', json(write))).toMatchObject({ task: 'conversation', turns: asked })
  })

  test('inputs and outputs are turns in a column of conversations, and test cases in any other', async () => {
    const pair = ({ question, answer }: Row) => [{ input: question, output: answer }]
    const tuned = await conversations(
      'x.jsonl',
      json((row) => ({ conversation: pair(row) })),
    )
    expect(tuned).toMatchObject({ task: 'conversation', turns: asked })
    const tasks = json((row) => ({
      prompt: row.question,
      solution: row.answer,
      tests: [{ input: '2 3', output: '5' }],
    }))
    const { examples } = await read(dropped([['t.jsonl', tasks]]), { task: 'text-generation' })
    expect(examples.map(({ content }) => content.kind === 'text' && [content.prompt, content.text])).toEqual(
      rows.map(({ question, answer }) => [`${question}\n`, answer]),
    )
  })

  test('lists of sentences under "data" are turns alone, and none beside a label or under a longer name', async () => {
    const list = ({ question, answer }: Row) => [question, answer]
    expect(
      await conversations(
        'u.jsonl',
        json((row) => ({ data: list(row) })),
      ),
    ).toMatchObject({ task: 'conversation', turns: asked })
    for (const write of [
      (row: Row) => ({ review: row.text, review_data: list(row) }),
      (row: Row) => ({ review: row.text, data: list(row), label: row.label }),
      (row: Row) => ({ review: row.text, data: { sentences: list(row) } }),
    ]) {
      const { examples } = await table('r.jsonl', json(write))
      expect(examples.map(({ content }) => textOf(content)).toSorted()).toEqual(rows.map(({ text }) => text).toSorted())
    }
  })

  test('a chat as ChatGPT exports it, along the branch that was shown last', async () => {
    const node = (role: string, text: string, parent: string | null) => ({
      parent,
      message: { author: { role }, content: { content_type: 'text', parts: [text] } },
    })
    const chats = rows.map(({ question, answer }) => ({
      title: 'A chat',
      mapping: {
        r: { parent: null, message: null },
        q: node('user', question, 'r'),
        x: node('assistant', 'Earlier.', 'q'),
        a: node('assistant', answer, 'q'),
      },
      current_node: 'a',
    }))
    expect((await conversations('conversations.json', JSON.stringify(chats))).turns).toEqual(asked)
  })
})

describe('chats of people', () => {
  const write = (stamp: (at: number) => string) =>
    lines(({ question, answer }, at) => `${stamp(2 * at)}Anna B: ${question}\n${stamp(2 * at + 1)}Ben: ${answer}`)
  const two = (number: number) => String(number).padStart(2, '0')

  test.each<[string, (at: number) => string]>([
    ['of an iPhone', (at) => `[${two((at % 28) + 1)}.03.24, 10:${two(at)}:11] `],
    ['of an American iPhone', (at) => `[3/${(at % 28) + 1}/24, 9:${two(at)}:11\u202fPM] `],
    ['of Android', (at) => `3/${(at % 28) + 1}/24, 10:${two(at)} - `],
  ])('WhatsApp %s: who wrote it, or what it answers, is asked', async (_, stamp) => {
    const { task, choices, examples, classes, warnings, table: shown } = await table('_chat.txt', write(stamp))
    expect(task).toBe('text-classification')
    expect(choices).toContain('conversation')
    expect(shown?.others.map(({ ask }) => ask)).toContainEqual({ task: 'conversation' })
    expect(classes).toEqual(['Anna B', 'Ben'])
    expect(examples.map(({ content }) => textOf(content)).toSorted()).toEqual(
      rows.flatMap(({ question, answer }) => [question, answer]).toSorted(),
    )
    expect(inWords(warnings)).toEqual([
      'This is a chat: 60 messages by 2 writers. What one writes in a run is one row, beside what was said before it.',
    ])
  })

  test('lines that go on, lines of the program and pictures that were left out', async () => {
    const stamp = (at: number) => `[01.03.24, 10:${two(at)}:11] `
    const text = `${stamp(0)}Family: \u200eMessages are encrypted.\n${write(stamp)}\nand on\n\u200e${stamp(61)}Anna B: \u200eimage omitted`
    const { examples, skipped } = await table('_chat.txt', text)
    expect(examples.map(({ content }) => textOf(content))).toContain(`${rows[29]?.answer}\nand on`)
    expect(skipped.map(({ path }) => path)).toEqual(['_chat.txt, row 1', '_chat.txt, row 63'])
  })

  test.each([
    ['IRC', (at: number, who: string, text: string) => `[10:${two(at)}] <${who}> ${text}`],
    ['Zoom', (at: number, who: string, text: string) => `10:${two(at)}:00\t From  ${who}  to  Everyone : ${text}`],
  ])('%s', async (_, say) => {
    const text = lines(
      ({ question, answer }, at) => `${say(2 * at, 'anna', question)}\n${say(2 * at + 1, 'ben', answer)}`,
    )
    expect((await table('room.txt', text)).classes).toEqual(['anna', 'ben'])
  })

  test('Telegram and Slack', async () => {
    const messages = rows.flatMap(({ question, answer }, at) =>
      [question, answer].map((text, i) => ({
        id: 2 * at + i,
        date: '2024-01-01',
        from: ['Anna', 'Ben'][i],
        from_id: `user${i}`,
        text,
      })),
    )
    expect(
      (await table('result.json', JSON.stringify({ name: 'Ben', type: 'personal_chat', messages }))).classes,
    ).toEqual(['Anna', 'Ben'])
    const slack = messages.map(({ from, text, id }) => ({ type: 'message', user: from, text, ts: `17${id}.01` }))
    expect((await table('2024-01-01.json', JSON.stringify(slack))).classes).toEqual(['Anna', 'Ben'])
  })

  test.each<[string, (at: number) => string]>([
    ['names of its parts', (at) => `2024-03-01 10:00:${two(at)} - worker-${at % 3}: `],
    ['Laravel', (at) => `[2024-03-01 10:00:${two(at)}] ${['production.ERROR', 'local.INFO'][at % 2]}: `],
    ['levels after names', (at) => `[2024-03-01 10:00:${two(at)}] ${['main [WARN]', 'main INFO'][at % 2]}: `],
  ])('a log with %s is none', async (_, stamp) => {
    expect(
      (
        await table(
          'app.txt',
          lines(({ text }, at) => `${stamp(at)}${text}`),
        )
      ).task,
    ).toBe('text-generation')
  })

  test.each<[string, (at: number) => string]>([
    ['of Android', (at) => `2024-03-01 10:${two(at)} - `],
    ['of an iPhone', (at) => `[2024-03-01 10:${two(at)}:11] `],
  ])('the year may come first in a chat %s, and a writer inform', async (_, stamp) => {
    const text = write(stamp).replaceAll('Anna B', 'Hotel Info')
    expect((await table('_chat.txt', text)).classes).toEqual(['Ben', 'Hotel Info'])
  })

  test('a log of a program and a play are no chats', async () => {
    const log = lines(({ text }, at) => `2024-03-01 10:00:${two(at)} ${['ERROR', 'INFO'][at % 2]} Server: ${text}`)
    expect((await table('app.log', log)).task).toBe('text-generation')
    expect(
      (
        await table(
          'app.txt',
          lines(({ text }, at) => `[2024-03-01 10:00:${two(at)}] ${['ERROR', 'INFO'][at % 2]}: ${text}`),
        )
      ).task,
    ).toBe('text-generation')
  })
})

describe('questions with options', () => {
  const options = (at: number) => [`first ${at}`, `second ${at}`, `third ${at}`, `fourth ${at}`]
  test.each<[string, string, (at: number) => string]>([
    [
      'a list, and a place',
      'a.jsonl',
      () => json(({ question }, at) => ({ question, choices: options(at), answer: at % 4 })),
    ],
    [
      'a list, and a letter',
      'a.jsonl',
      () => json(({ question }, at) => ({ question, options: options(at), answer: 'ABCD'[at % 4] })),
    ],
    [
      'a list, and its words',
      'a.jsonl',
      () => json(({ question }, at) => ({ question, options: options(at), answer: options(at)[at % 4] })),
    ],
    [
      'columns',
      'a.csv',
      () =>
        `question,A,B,C,D,answer\n${lines(({ question }, at) => `${question},${options(at).join(',')},${'ABCD'[at % 4]}`)}`,
    ],
    [
      'numbered columns',
      'a.csv',
      () =>
        `question,option1,option2,option3,option4,correct\n${lines(({ question }, at) => `${question},${options(at).join(',')},${(at % 4) + 1}`)}`,
    ],
  ])('%s', async (_, name, write) => {
    const found = await conversations(name, write(0))
    expect(found.task).toBe('conversation')
    expect(found.turns).toEqual(
      rows.map(({ question }, at) => [
        { speaker: 'user', text: [question, ...options(at).map((option, i) => `${'ABCD'[i]}. ${option}`)].join('\n') },
        { speaker: 'assistant', text: `${'ABCD'[at % 4]}. ${options(at)[at % 4]}` },
      ]),
    )
  })
})

describe('places of right options', () => {
  const options = (at: number) => [`first ${at}`, `second ${at}`, `third ${at}`, `fourth ${at}`]
  const said = async (name: string, text: string) => {
    const { turns } = await conversations(name, text)
    return turns.map((each) => each !== false && each.at(-1)?.text)
  }
  const answer = (at: number, place: number) => `${'ABCD'[place]}. ${options(at)[place]}`

  test('of which none is the first count from 0 as long as none is beyond the last', async () => {
    const text = json(({ question }, at) => ({ question, choices: options(at), answer: 1 + (at % 3) }))
    expect(await said('a.jsonl', text)).toEqual(rows.map((_, at) => answer(at, 1 + (at % 3))))
  })

  test('count from 1 where some is as large as the options are many', async () => {
    const text = json(({ question }, at) => ({ question, choices: options(at), answer: 2 + (at % 3) }))
    expect(await said('a.jsonl', text)).toEqual(rows.map((_, at) => answer(at, 1 + (at % 3))))
  })

  test('count as their columns do', async () => {
    const text = `question,option1,option2,option3,option4,correct\n${lines(({ question }, at) => `${question},${options(at).join(',')},${(at % 3) + 1}`)}`
    expect(await said('a.csv', text)).toEqual(rows.map((_, at) => answer(at, at % 3)))
  })
})

describe('a number from 0 to 1 for each class', () => {
  const shares = (at: number) => [0, 1, 2].map((place) => (place === at % 3 ? 0.7 : 0.15))
  test.each([
    'positive,negative,neutral',
    'p_positive,p_negative,p_neutral',
    'positive_prob,negative_prob,neutral_prob',
  ])('%s that add up to 1: the largest is the class', async (names) => {
    const text = `review,${names}\n${lines((row, at) => `"${row.text}",${shares(at).join(',')}`)}`
    expect(await answers('soft.csv', text)).toEqual(new Map(rows.map((row) => [row.text, row.label])))
  })

  test('that do not: from a half on a label is true, and one of the numbers can be learned', async () => {
    const text = `id,comment_text,toxicity,obscene,threat\n${lines((row, at) => `${at},"${row.text}",${[at % 2 ? 0.8 : 0.1, at % 3 ? 0 : 0.5, at % 5 ? 0.2 : 1].join(',')}`)}`
    const { task, choices } = await table('civil.csv', text)
    expect(task).toBe('text-multi-label')
    expect(choices).toContain('text-regression')
    const found = await answers('civil.csv', text)
    expect(found.get(rows[0]?.text ?? '')).toBe('obscene, threat')
    expect(found.get(rows[1]?.text ?? '')).toBe('toxicity')
  })

  test('a score beside labels of 0 and 1 is none of them', async () => {
    const text = `text,toxic,obscene,threat,score\n${lines((row, at) => `"${row.text}",${[at % 2, Number(at % 3 === 0), Number(at % 5 === 0), 0.6 + at / 100].join(',')}`)}`
    const { task, classes, warnings } = await table('a.csv', text)
    expect([task, classes]).toEqual(['text-multi-label', ['obscene', 'threat', 'toxic']])
    expect(inWords(warnings).join()).not.toContain('score')
  })

  test('a label of 0 and 1 beside measures of the text is the answer', async () => {
    const text = `text,label,readability,warmth\n${lines((row, at) => `"${row.text}",${at % 2},${(at % 7) / 10},${(at % 9) / 10}`)}`
    const { task, classes, warnings } = await table('a.csv', text)
    expect([task, classes, inWords(warnings)]).toEqual(['text-classification', ['0', '1'], []])
    const measures = `text,caps_ratio,readability,warmth\n${lines((row, at) => `"${row.text}",${[at % 4, at % 7, at % 9].map((n) => n / 10).join(',')}`)}`
    expect((await table('b.csv', measures)).task).not.toBe('text-multi-label')
  })

  test('under names that all end in "score" they are', async () => {
    const names = 'toxicity_score,insult_score,threat_score'
    const text = `text,${names}\n${lines((row, at) => `"${row.text}",${[at % 2 ? 0.8 : 0.1, at % 3 ? 0 : 0.5, at % 5 ? 0.2 : 1].join(',')}`)}`
    const { task, classes } = await table('a.csv', text)
    expect([task, classes]).toEqual(['text-multi-label', ['insult', 'threat', 'toxicity']])
  })

  test('beside a label, or counted, they are none', async () => {
    const beside = `text,sentiment,a,b\n${lines((row) => `"${row.text}",${row.label},0.25,0.75`)}`
    expect(await answers('a.csv', beside)).toEqual(new Map(rows.map((row) => [row.text, row.label])))
    const features = `text,f1,f2,f3\n${lines((row, at) => `"${row.text}",${shares(at).join(',')}`)}`
    expect((await table('b.csv', features)).task).not.toBe('text-multi-label')
  })
})

describe('tags of words', () => {
  const words = (at: number) => ['Ada', 'Byron', 'sails', `kettle${at}`]
  const tags = ['B-PER', 'I-PER', 'O', 'O']
  const expected = rows.map((_, at) => [words(at).join(' '), tags.join(' ')])

  test('a word a row, with the sentence in its first row alone or in each', async () => {
    for (const mark of [
      (at: number, i: number) => (i === 0 ? `Sentence: ${at + 1}` : ''),
      (at: number) => `Sentence: ${at + 1}`,
    ]) {
      const text = `Sentence #,Word,POS,Tag\n${lines((_, at) =>
        words(at)
          .map((word, i) => `${mark(at, i)},${word},NN,${tags[i]}`)
          .join('\n'),
      )}`
      const found = await answers('ner.csv', text)
      expect([...found].toSorted()).toEqual(expected.toSorted())
    }
  })

  test('a number of each word is none of sentences, however long the table', async () => {
    const text = Array.from({ length: 45_000 }, (_, at) => `${at},${at >> 2},${words(at)[at % 4]},${tags[at % 4]}`)
    const { task, examples } = await table('ner.csv', `id,sentence_id,word,tag\n${text.join('\n')}`)
    expect(task).toBe('token-classification')
    expect(examples.length).toBe(11_250)
  })

  test('with spaces between them', async () => {
    const text = `sentence,tags\n${lines((_, at) => `${words(at).join(' ')},${tags.join(' ')}`)}`
    expect([...(await answers('ner.csv', text))].toSorted()).toEqual(expected.toSorted())
  })
})

describe('two texts a row', () => {
  test('the first is given and the second answers, where nothing else is to be learned', async () => {
    const { task, examples, warnings } = await table(
      'a.csv',
      `en,de\n${lines(({ question, answer }) => `"${question}","${answer}"`)}`,
    )
    expect(task).toBe('text-generation')
    expect(examples.map(({ content }) => content.kind === 'text' && [content.prompt, content.text])).toEqual(
      rows.map(({ question, answer }) => [`${question}\n`, answer]),
    )
    expect(inWords(warnings)[0]).toMatch(
      /^Each row has two texts: "en" was read as what is given, and "de" as what is to be written/,
    )
  })

  test('with their numbers before their names, or without any, they are a pair', async () => {
    const same = lines((row, at) => `${at % 2}\t${row.text}\t${row.text.slice(4)} too`)
    for (const header of ['Quality\t#1 String\t#2 String\n', ''])
      expect((await table('a.tsv', header + same)).task).toBe('text-pair-classification')
  })

  test('questions and answers that are filed under topics are conversations, and the topic is asked about', async () => {
    const text = `Kategorie,Frage,Antwort\n${lines(({ question, answer }, at) => `${['Konto', 'Versand'][at % 2]},"${question}","${answer}"`)}`
    const { task, table: shown } = await table('faq.csv', text)
    expect(task).toBe('conversation')
    expect(shown?.others.map(({ ask }) => ask)).toContainEqual({ task: 'text-classification' })
  })
})
