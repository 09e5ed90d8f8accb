import { describe, expect, test } from 'vitest'
import { chosenFolder } from '../../../src/engine/weights/chosenFolder.ts'
import { say } from '../../../src/shared/messages/say.ts'

const configs = (...folders: string[]) => folders.map((folder) => `${folder}config.json`)
const chosen = (...folders: string[]) => {
  const { root, notices } = chosenFolder(configs(...folders))
  return [root, ...notices.map(say)]
}

describe('of folders with the same file', () => {
  test('the one that holds the others is meant, in silence where they are its parts', () => {
    expect(chosen('net/')).toEqual(['net/'])
    expect(chosen('')).toEqual([''])
    expect(chosen('net/1_Pooling/', 'net/', 'net/onnx/')).toEqual(['net/'])
  })

  test('the one above checkpoints is meant, and the checkpoints are told', () => {
    expect(chosen('out/checkpoint-10/', 'out/checkpoint-20/', 'out/')).toEqual([
      'out/',
      'The one at the top of "out" is taken; 2 checkpoints below it are passed over.',
    ])
    expect(chosen('checkpoint-5/', '')).toEqual([
      '',
      'The one at the top is taken; 1 checkpoint below it is passed over.',
    ])
  })

  test.each([
    [['out/checkpoint-500/', 'out/checkpoint-1000/', 'out/checkpoint-90/'], 'out/checkpoint-1000/'],
    [['checkpoint-9/', 'checkpoint-10/'], 'checkpoint-10/'],
    [['run/epoch_2/', 'run/epoch_11/', 'run/epoch_11/1_Pooling/'], 'run/epoch_11/'],
    [['run/step=30/', 'run/step=200/'], 'run/step=200/'],
  ])('of checkpoints side by side %j the last by number is taken, and said', (folders, last) => {
    const [root, told] = chosen(...folders)
    expect(root).toBe(last)
    expect(told).toContain(`"${last.split('/').at(-2)}". To take another, add its folder alone.`)
  })

  test.each([
    [['one/', 'two/'], 'one/config.json', 'two/config.json'],
    [['a/checkpoint-1/', 'b/checkpoint-2/'], 'a/checkpoint-1/config.json', 'b/checkpoint-2/config.json'],
    [['out/checkpoint-1/', 'out/final/'], 'out/checkpoint-1/config.json', 'out/final/config.json'],
    [['checkpoint-1/', 'deep/er/model/'], 'checkpoint-1/config.json', 'deep/er/model/config.json'],
  ])('%j: both places are named', (folders, one, two) => {
    expect(() => chosenFolder(configs(...folders))).toThrow(
      expect.objectContaining({
        code: 'weights-invalid',
        message: `Expected one model, received both "${one}" and "${two}".`,
        advice: 'Add only the folder of the one that you mean.',
      }),
    )
  })
})
