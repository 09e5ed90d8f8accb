import { expect, test } from 'vitest'
import { parseDemoOptions } from '../../src/commands/demoOptions.ts'

test('without options the demo leaves the model to the data and everything else to the page', async () => {
  expect(await parseDemoOptions([])).toEqual({
    data: undefined,
    dataset: undefined,
    model: undefined,
    backend: 'auto',
    fields: new Map(),
    reading: {},
    hub: undefined,
    json: undefined,
    screenshots: undefined,
    export: undefined,
    deploy: 'weights',
  })
})

test('options and --set name fields of the recipe, with values of the right kind', async () => {
  const options = await parseDemoOptions(
    '--method top-blocks --thaw 2 --epochs 5 --batch 8 --lr 0.01 --seed 3 --set cache=off --set split.test=0.3'.split(
      ' ',
    ),
  )
  expect(options !== 'help' && Object.fromEntries(options.fields)).toEqual({
    'method.id': 'top-blocks',
    thaw: 2,
    epochs: 5,
    batch: 8,
    'optimiser.learningRate': 0.01,
    seed: 3,
    cache: false,
    'split.test': 0.3,
  })
})

test.each(['microsoft/resnet-18', 'someone/their-bert', 'someone/their-bert@v2', 'gpt2', 'https://huggingface.co/a/b'])(
  'a model may be named as %s',
  async (model) => {
    expect(await parseDemoOptions(['--model', model])).toMatchObject({ model })
  },
)

test('settings of texts are fields like any other', async () => {
  const words = ['--set', 'maxTokens=64', '--set', 'sample.prompt=Once upon a time', '--set', 'textColumn=review']
  const options = await parseDemoOptions(words)
  expect(options !== 'help' && Object.fromEntries(options.fields)).toEqual({
    maxTokens: 64,
    'sample.prompt': 'Once upon a time',
    textColumn: 'review',
  })
})

test('how the data are read is said as a setting, too, and so is what they are for', async () => {
  const words = 'encoding=gb18030 separator=; header=no linesAbove=2 labelColumns=a,b task=text-multi-label'.split(' ')
  expect(await parseDemoOptions(words.flatMap((word) => ['--set', word]))).toMatchObject({
    task: 'text-multi-label',
    fields: new Map(),
    reading: { encoding: 'gb18030', separator: 'semicolon', header: 'no', linesAbove: 2, labelColumns: ['a', 'b'] },
  })
  expect(await parseDemoOptions(['--set', 'encodings=a=b.csv=gb18030,c.csv=koi8-r'])).toMatchObject({
    reading: { encodings: ['a=b.csv=gb18030', 'c.csv=koi8-r'] },
  })
  await expect(parseDemoOptions(['--set', 'encodings=a.csv=klingon'])).rejects.toThrow('encodings cannot be')
  await expect(parseDemoOptions(['--set', 'encoding=latin-9'])).rejects.toThrow('encoding cannot be "latin-9"')
  await expect(parseDemoOptions(['--set', 'task=singing'])).rejects.toThrow('--task cannot be "singing"')
})

test('a data set of the hub is named beside what of it is wanted, and nothing of that is a setting', async () => {
  const words = '--data hub:ada/reviews --set subset=more --set split=train,test --set rows=50 --set epochs=2'
  expect(await parseDemoOptions(words.split(' '))).toMatchObject({
    data: undefined,
    dataset: { name: 'ada/reviews', subset: 'more', split: 'train,test', rows: '50' },
    fields: new Map([['epochs', 2]]),
  })
  await expect(parseDemoOptions(['--data', 'hub:https://example.org/a'])).rejects.toMatchObject({
    code: 'data-unsupported',
    advice: expect.stringContaining('drop it here'),
  })
  await expect(parseDemoOptions(['--set', 'subset=more'])).rejects.toMatchObject({ code: 'recipe-invalid' })
})

test('a thaw line beside a method that fixes it is left alone, as the recipe says', async () => {
  const options = await parseDemoOptions(['--method', 'head', '--thaw', '2'])
  expect(options !== 'help' && [...options.fields.keys()]).toEqual(['method.id'])
})

test.each([
  [['--nonsense'], 'nonsense'],
  [['--set', 'speed=9'], 'Unknown recipe field "speed"'],
  [['--set', 'epochs'], 'key=value'],
  [['--epochs', 'many'], '"epochs"'],
  [['--backend', 'abacus'], 'abacus'],
  [['--model', 'gpt-9'], 'gpt-9'],
  [['--method', 'magic'], '"method.id"'],
  [['--data', 'no/such/file.zip'], 'no/such/file.zip'],
  [['--hub', 'no/such/folder'], 'no/such/folder'],
])('%j is refused before anything starts', async (words, message) => {
  await expect(parseDemoOptions(words)).rejects.toThrow(message)
})

test('an unknown field is answered with the known ones', async () => {
  await expect(parseDemoOptions(['--set', 'speed=9'])).rejects.toMatchObject({
    advice: expect.stringContaining('maxTrain, labelColumn'),
  })
})
