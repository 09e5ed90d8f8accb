/** JSON as programs and people write it: where the rows are, what is taken apart, and what a fault costs. */
import { describe, expect, test } from 'vitest'
import { createPace } from '../../../src/engine/data/pace.ts'
import { jsonReader } from '../../../src/engine/data/readers/json.ts'
import { isJson } from '../../../src/engine/data/readers/jsonEntries.ts'
import { looseJson } from '../../../src/engine/data/readers/looseJson.ts'
import { inWords, leftOut } from '../../support/inWords.ts'

async function read(text: string | object) {
  const written = typeof text === 'string' ? text : JSON.stringify(text)
  const pace = createPace(new AbortController().signal)
  const { names, rows, skipped, warnings = [] } = await jsonReader.read('some.json', written, { pace, wanted: [] })
  return {
    names,
    cells: rows.map(({ cells }) => cells),
    rows: rows.map(({ row }) => row),
    left: leftOut(skipped.list()),
    warnings: inWords(warnings),
  }
}

const opinions = [
  { text: 'a good day', label: 'x' },
  { text: 'a bad day', label: 'y' },
  { text: 'no day', label: 'x' },
]
const plain = {
  names: ['text', 'label'],
  cells: opinions.map(({ text, label }) => [text, label]),
  left: [],
  warnings: [],
}
const [texts, labels] = [opinions.map(({ text }) => text), opinions.map(({ label }) => label)]
const byIndex = (values: readonly unknown[], key = (i: number) => String(i)) =>
  Object.fromEntries(values.map((value, i) => [key(i), value]))

describe('where the rows are', () => {
  test.each<[string, string | object]>([
    ['a list', opinions],
    ['one a line', opinions.map((row) => JSON.stringify(row)).join('\n')],
    ['one a line with commas between', opinions.map((row) => JSON.stringify(row)).join(',\n')],
    ['one a line in brackets', `[\n${opinions.map((row) => JSON.stringify(row)).join('\n')}\n]`],
    [
      'one a line, the brackets on the first and the last',
      `[${opinions.map((row) => JSON.stringify(row)).join(',\n')},]\n`,
    ],
    ['one a line under brackets of its own', `${opinions.map((row) => JSON.stringify(row)).join(',\n')}\n];`],
    ['written out one after another', opinions.map((row) => JSON.stringify(row, null, 2)).join('\n')],
    ['a script that names a list', `window.data = ${JSON.stringify(opinions)}`],
    ['under a name', { version: '1.0', data: opinions }],
    ['under a name of its own, beside lists of words', { reviews: opinions, authors: ['A', 'B'] }],
    ['two levels down', { result: { page: 1, rows: opinions } }],
    ["the hub's server", { features: [], rows: opinions.map((row, i) => ({ row_idx: i, row, truncated_cells: [] })) }],
    ["pandas' columns", { text: byIndex(texts), label: byIndex(labels) }],
    [
      "pandas' columns under other keys",
      { text: byIndex(texts, (i) => `r${i}`), label: byIndex(labels, (i) => `r${i}`) },
    ],
    ["pandas' index", byIndex(opinions)],
    ["pandas' index of other keys", byIndex(opinions, (i) => `doc-${i}`)],
    ["pandas' split", { columns: ['text', 'label'], index: [0, 1, 2], data: plain.cells }],
    ["pandas' table", { schema: { fields: [{ name: 'index' }], primaryKey: ['index'] }, data: opinions }],
    ['lists of columns', { text: texts, label: labels }],
    ['lists of cells under a header', [['text', 'label'], ...plain.cells]],
  ])('%s', async (_, text) => {
    expect(await read(text)).toMatchObject(plain)
  })

  test('splits are a column', async () => {
    const parts = { train: opinions, test: [{ text: 'any day', label: 'y' }] }
    const expected = {
      names: ['text', 'label', 'split'],
      cells: [...plain.cells.map((cells) => [...cells, 'train']), ['any day', 'y', 'test']],
    }
    expect(await read(parts)).toMatchObject(expected)
    expect(await read({ data: parts })).toMatchObject(expected)
    expect(
      await read({ train: { text: texts, label: labels }, test: { text: ['any day'], label: ['y'] } }),
    ).toMatchObject({
      ...expected,
      cells: expected.cells.slice(0, 3).concat(expect.anything()),
    })
  })

  test('lists of texts are classes by their names, which is told', async () => {
    expect(await read({ spam: ['win now', 'click here'], ham: ['see you at five'] })).toMatchObject({
      names: ['text', 'label'],
      cells: [
        ['win now', 'spam'],
        ['click here', 'spam'],
        ['see you at five', 'ham'],
      ],
      warnings: ['Each list of texts was read as one class, by its name: "spam", "ham".'],
    })
  })

  test('several lists of objects are not guessed between', async () => {
    await expect(read({ images: [{ id: 1 }], annotations: [{ id: 2 }] })).rejects.toMatchObject({
      code: 'data-unsupported',
      message: 'The JSON holds several lists of objects: "images", "annotations".',
    })
    expect((await read({ authors: [{ id: 1 }], data: opinions })).warnings).toEqual([
      'The rows are those of "data". Other lists were left out: "authors".',
    ])
  })

  test('a list of texts is a column of texts', async () => {
    expect(await read(['one', 'two'])).toMatchObject({ names: ['text'], cells: [['one'], ['two']] })
  })

  test('one object is one row', async () => {
    expect(await read({ text: 'a good day', label: 'x', id: 3 })).toMatchObject({
      names: ['text', 'label', 'id'],
      cells: [['a good day', 'x', '3']],
    })
  })

  test('intents and articles with questions are unfolded, and told', async () => {
    const intents = [
      { tag: 'greeting', patterns: ['Hi', 'Hello'], responses: ['Hello!'] },
      { tag: 'goodbye', patterns: ['Bye'], responses: ['See you'] },
    ]
    expect(await read({ intents })).toMatchObject({
      names: ['text', 'label'],
      cells: [
        ['Hi', 'greeting'],
        ['Hello', 'greeting'],
        ['Bye', 'goodbye'],
      ],
      warnings: ['2 entries hold several examples in "patterns": 3 rows were made of them.'],
    })
    const qas = [
      { question: 'Who?', answers: [{ text: 'Ada', answer_start: 0 }] },
      { question: 'Why?', answers: [] },
    ]
    expect(
      await read({ version: 2, data: [{ title: 't', paragraphs: [{ context: 'Ada sings.', qas }] }] }),
    ).toMatchObject({
      names: ['context', 'question', 'answer'],
      cells: [
        ['Ada sings.', 'Who?', 'Ada'],
        ['Ada sings.', 'Why?', ''],
      ],
    })
  })
})

describe('what cells hold', () => {
  test('objects throughout are columns by their paths; lists and odd ones stay JSON', async () => {
    const rows = [
      { data: { text: 'a', meta: { by: 'A' } }, tags: ['x', 'y'], any: { a: 1 } },
      { data: { text: 'b', meta: { by: 'B' } }, tags: [], any: 'none' },
    ]
    expect(await read(rows)).toMatchObject({
      names: ['data.text', 'data.meta.by', 'tags', 'any'],
      cells: [
        ['a', 'A', '["x","y"]', '{"a":1}'],
        ['b', 'B', '[]', 'none'],
      ],
    })
  })

  test('an object with a name for every row is no set of columns', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => ({ text: `t${i}`, seen: { [`user${i}`]: 1 } }))
    expect((await read(rows)).names).toEqual(['text', 'seen'])
  })

  test('lists of one label stay lists, which the tasks open as they need', async () => {
    const rows = opinions.map(({ text, label }) => ({ text, label: [label] }))
    expect(await read(rows)).toMatchObject({
      names: ['text', 'label'],
      cells: opinions.map(({ text, label }) => [text, JSON.stringify([label])]),
      warnings: [],
    })
  })
})

describe('as people and programs write it', () => {
  test.each([
    ['NaN and Infinity', '[{"a":NaN,"b":-Infinity,"c":1}]', [['', '', '1']]],
    [
      "Python's words and marks",
      "{'a': None, 'b': True, 'c': 'it\\'s'}\n{'a': 1, 'b': False, 'c': \"two\"}",
      [
        ['', 'true', "it's"],
        ['1', 'false', 'two'],
      ],
    ],
    ['commas at the end', '[{"a":1,"b":[2,],"c":3,},]', [['1', '[2]', '3']]],
    ['comments', '// made by hand\n[{"a":1, /* two */ "b":2, "c":3}]', [['1', '2', '3']]],
    ['names without marks', '{a: 1, b: "x", c: .5}', [['1', 'x', '0.5']]],
    ['escapes', '[{"a":"\\u00e9\\n","b":"\\x41","c":"\\/",}]', [['é\n', 'A', '/']]],
    ['line ends in texts', '[{"a":"one\ntwo","b":"","c":""},]', [['one\ntwo', '', '']]],
  ])('%s', async (_, text, cells) => {
    expect(await read(text)).toMatchObject({ names: ['a', 'b', 'c'], cells, left: [] })
  })
})

describe('what a fault costs', () => {
  const whole = JSON.stringify(opinions, null, 1)

  test.each([
    ['a list cut within its last entry', whole.slice(0, -20), 2],
    ['a list cut after an entry', whole.slice(0, whole.lastIndexOf(',\n {')), 2],
    ['a list under a name, cut', JSON.stringify({ data: opinions }).slice(0, -12), 2],
    [
      'lines, the last cut',
      opinions
        .map((row) => JSON.stringify(row))
        .join('\n')
        .slice(0, -5),
      2,
    ],
  ])('%s: the rest is offered', async (_, text, rows) => {
    const found = await read(text)
    expect(found.cells).toEqual(plain.cells.slice(0, rows))
    for (const { reason } of found.left) expect(reason).toBe('It cannot be read: it is cut off.')
  })

  test('an entry in the middle is left out by its place', async () => {
    const entries = opinions.map((row) => JSON.stringify(row))
    const text = `{"data": [${[entries[0], '{"text": "he said "no"", "label": "y"}', entries[2]].join(', ')}]}`
    const found = await read(text)
    expect(found.cells).toEqual([plain.cells[0], plain.cells[2]])
    expect(found.left).toEqual([{ path: 'some.json, row 2', reason: 'It cannot be read: """ is out of place.' }])
  })

  const pairs = opinions.map(({ text, label }) => [text, label])
  const among = (bad: string, write: (pair: readonly unknown[]) => string, between: string) =>
    `[${[write(pairs[0] ?? []), bad, write(pairs[1] ?? []), write(pairs[2] ?? [])].join(between)}]`
  const asJson = (pair: readonly unknown[]) => JSON.stringify(pair)
  const asTuple = (pair: readonly unknown[]) => `('${pair.join("', '")}')`
  const nested = ([text, label]: readonly unknown[]) => JSON.stringify([text, [label, 'seen'], { by: ['me'] }])

  test.each([
    ['tuples, a mark too many', among("('it's no', 'y')", asTuple, ', '), 's'],
    ['tuples a line each', among("('it's no', 'y')", asTuple, ',\n  '), 's'],
    ['tuples, a mark that nothing closes', among("('no, 'y')", asTuple, ', '), 'y'],
    ['tuples, a word without marks', among("('no', bad)", asTuple, ', '), 'b'],
    ['lists', among('["he said "no"", "y"]', asJson, ', '), 'n'],
    ['lists a line each, indented', among('["he said "no"", "y"]', asJson, ',\n    '), 'n'],
    ['lists within which a face closes a bracket', among('["no" :), "y"]', asJson, ', '), ':'],
  ])('%s: the entry alone is lost, and what follows it is kept', async (_, text, mark) => {
    const found = await read(text)
    expect(found.cells).toEqual(pairs)
    expect(found.rows).toEqual([1, 3, 4])
    expect(found.left.length).toBe(1)
    expect(found.left[0]?.path).toBe('some.json, row 2')
    expect(found.left[0]?.reason.replace(' in line 2', '')).toBe(`It cannot be read: "${mark}" is out of place.`)
  })

  test.each([
    ['within its own list', '["no", ["y" "seen"], {"by": ["me"]}]'],
    ['before lists of its own', '["he said "no"", ["y", "seen"], {"by": ["me"]}]'],
  ])('a fault %s takes no list of it for the next entry', async (_, bad) => {
    const found = await read(among(bad, nested, ', '))
    expect(found.cells.map(([text]) => text)).toEqual(pairs.map(([text]) => text))
    expect([found.rows, found.left.map(({ path }) => path)]).toEqual([[1, 3, 4], ['some.json, row 2']])
  })

  test('of several lists the last entry is lost, not the list after it', async () => {
    const found = await read(
      '{"train": [{"a": 1, "b": ["x"]}, {"a": 2 2, "b": ["y"]}], "test": [{"a": 3, "b": ["z"]}]}',
    )
    expect(found.cells.map(([a, , split]) => [a, split])).toEqual([
      ['1', 'train'],
      ['3', 'test'],
    ])
    expect(found.left.map(({ path }) => path)).toEqual(['some.json, row 2'])
  })

  test('bad entries one after another are counted each, in the middle, at the beginning and at the end', async () => {
    const found = await read('[["no" 1, "x"], ["a", "x"], ["b" 1, "y"], ["c" 2, "y"], ["d", "y"], ["e" 3, "x"]]')
    expect(found.left.map(({ path }) => path)).toEqual([1, 3, 4, 6].map((row) => `some.json, row ${row}`))
    expect([...found.names, ...found.cells.flat()]).toEqual(['a', 'x', 'd', 'y'])
  })

  test('an entry whose own list is faulty is lost whole, in objects one after another too', async () => {
    const entry = (text: string, labels: string) => `{"text": "${text}",\n "labels": [${labels}]}`
    const found = await read([entry('a', '"x", "y"'), entry('b', '"x" no'), entry('c', '"y"')].join('\n'))
    expect(found.cells.map(([text]) => text)).toEqual(['a', 'c'])
    expect(found.left).toEqual([
      { path: 'some.json, row 2', reason: 'It cannot be read: "n" in line 4 is out of place.' },
    ])
  })

  test('a pair that the end cuts keeps no half of what was said of it', async () => {
    const found = await read(
      '[["a", {"cats": {"x": 1, "y": 0}}], ["b", {"cats": {"x": 0, "y": 1}}], ["c", {"cats": {"x": 1',
    )
    expect(found.cells.map(([text]) => text)).toEqual(['a', 'b'])
    expect(found.left).toEqual([{ path: 'some.json, row 3', reason: 'It cannot be read: it is cut off.' }])
  })

  test('lists one after another are one table, and what else follows is told', async () => {
    const named = await read("train = [('a', 1), ('b', 2)]\ntest = [('c', 1)]\nprint(train)")
    expect([named.cells, named.rows]).toEqual([
      [
        ['a', '1'],
        ['b', '2'],
        ['c', '1'],
      ],
      [1, 2, 3],
    ])
    expect(named.warnings).toEqual([
      'The file holds 2 lists one after another, read as one table.',
      'What follows the rows was left out: "print(train)".',
    ])
    const appended = await read(`${JSON.stringify(opinions.slice(0, 2))}\n${JSON.stringify(opinions.slice(2))}`)
    expect([appended.cells, appended.left]).toEqual([plain.cells, []])
  })

  test('a comma that is missing costs nothing', async () => {
    expect(
      await read(
        opinions
          .map((row) => JSON.stringify(row))
          .join(' ')
          .replace(/^.*$/s, '[$&]'),
      ),
    ).toMatchObject(plain)
  })

  test('what lies too deep is refused, not crashed on', async () => {
    await expect(read('['.repeat(100_000))).rejects.toMatchObject({ code: 'data-unreadable' })
    await expect(read('{"a":'.repeat(100_000))).rejects.toMatchObject({ code: 'data-unreadable' })
  })

  test('many faults cost time that grows with them', async () => {
    const text = `[${Array.from({ length: 20_000 }, (_, i) => (i % 2 ? '{"a": oh no}' : `{"a": "text ${i}"}`)).join(',\n')}]`
    const lists = `[${Array.from({ length: 20_000 }, (_, i) => (i % 2 ? '["a", oh no]' : `["text ${i}", "x"]`)).join(', ')}]`
    const started = performance.now()
    expect((await read(text)).cells.length).toBe(10_000)
    expect((await read(lists)).cells.length).toBe(10_000)
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})

describe('annotation tools', () => {
  const choice = (said: readonly string[], name = 'mood') => ({
    value: { choices: said },
    from_name: name,
    to_name: 'text',
    type: 'choices',
  })
  const task = (text: string, ...annotations: object[]) => ({ id: 1, data: { text }, annotations })

  test("Label Studio's tasks give their text and choice; what nobody answered is left out and counted", async () => {
    const found = await read([
      task('a good day', { result: [choice(['x'])] }),
      task('a bad day', { was_cancelled: true, result: [choice(['x'])] }, { result: [choice(['y'])] }),
      task('no day', { was_cancelled: true, result: [] }),
      task('any day'),
      task('this day', { result: [choice(['x'])] }, { result: [choice(['y'])] }),
      task('that day', { result: [] }),
    ])
    expect(found).toMatchObject({
      names: ['text', 'label'],
      cells: [
        ['a good day', 'x'],
        ['a bad day', 'y'],
        ['this day', 'x'],
      ],
      rows: [1, 2, 5],
    })
    expect(found.left).toEqual([
      { path: 'some.json, row 3', reason: 'Its annotation was cancelled.' },
      { path: 'some.json, row 4', reason: 'It is not annotated.' },
      { path: 'some.json, row 6', reason: 'It is not annotated.' },
    ])
    expect(found.warnings).toEqual(['Row 5 was annotated more than once; the first annotation counts.'])
  })

  test('several choices are a list, several questions are columns, stars are numbers', async () => {
    const found = await read([
      task('a', { result: [choice(['x', 'y']), { value: { rating: 4 }, from_name: 'stars' }] }),
      task('b', { result: [choice(['x']), { value: { rating: 2 }, from_name: 'stars' }] }),
    ])
    expect(found).toMatchObject({
      names: ['text', 'mood', 'stars'],
      cells: [
        ['a', '["x","y"]', '4'],
        ['b', 'x', '2'],
      ],
    })
  })

  test("Label Studio's small export writes several choices as an object", async () => {
    const found = await read([
      { id: 1, text: 'a', mood: { choices: ['x', 'y'] } },
      { id: 2, text: 'b', mood: 'x' },
    ])
    expect(found.cells).toEqual([
      ['1', 'a', '["x","y"]'],
      ['2', 'b', '["x"]'],
    ])
  })

  test('tasks that mark words stay as they are', async () => {
    const span = { value: { start: 0, end: 3, text: 'Ada', labels: ['PER'] }, from_name: 'label', type: 'labels' }
    expect(
      (await read([task('Ada sings', { result: [span] }), task('Ada is here', { result: [span] })])).names,
    ).toEqual(['id', 'data', 'annotations'])
  })

  test("spaCy's cats and Prodigy's accepted options are labels", async () => {
    const cats = [
      ['a', { cats: { x: 1, y: 0 } }],
      ['b', { cats: { x: 0, y: 1 } }],
    ]
    expect((await read(cats)).cells).toEqual([
      ['a', '["x"]'],
      ['b', '["y"]'],
    ])
    const found = await read([
      { text: 'a', options: [{ id: 'x' }], accept: ['x'], answer: 'accept' },
      { text: 'b', options: [{ id: 'x' }], accept: [], answer: 'ignore' },
      { text: 'c', options: [{ id: 'x' }], accept: ['y'], answer: 'accept' },
    ])
    expect(found.cells).toEqual([
      ['a', '["x"]'],
      ['c', '["y"]'],
    ])
    expect(found.left).toEqual([{ path: 'some.json, row 2', reason: 'Its annotation was not accepted ("ignore").' }])
  })
})

test('a text is JSON where it begins with rows, and prose in brackets is not', () => {
  expect(isJson('\uFEFF [{"a":1}]')).toBe(true)
  expect(isJson('{"a":1}\n{"a":2}\n')).toBe(true)
  expect(isJson(`[\n${'{"a": "b"},\n'.repeat(10_000)}`)).toBe(true)
  expect(isJson('[Verse 1]\nOh, the night\n')).toBe(false)
  expect(isJson('{ a poem }')).toBe(false)
  expect(isJson('text,label\na,b\n')).toBe(false)
  expect(isJson('[1, 2, 3]')).toBe(false)
})

test('the loose parser says where it stopped', () => {
  expect(looseJson('{"a": [1, 2]} tail')).toMatchObject({ value: { a: [1, 2] }, end: 13, cut: false, lost: [] })
  expect(looseJson('{"a": [{"b": 1}, {"b"')).toMatchObject({ value: { a: [{ b: 1 }] }, cut: true })
  expect(looseJson('{"__proto__": 1}')).toMatchObject({ value: JSON.parse('{"__proto__": 1}') as object })
})
