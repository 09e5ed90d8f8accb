// What the gallery says a run would take, before the model is chosen and after.
import { expect, test } from 'vitest'
import { say } from '../../src/shared/messages/say.ts'
import { expectedTime } from '../../src/studio/features/model/expectedTime.ts'
import { outlook } from '../../src/studio/store/outlook.ts'
import { selectFields } from '../../src/studio/store/selectors.ts'
import { comparing, pets, vision } from '../support/comparing.ts'
import { ok } from '../support/fakeEngine.ts'
import { keptRun, recipeOf } from '../support/keptRuns.ts'

const block = { name: 'b', parameters: 9, forwardMs: 40, activationBytes: 8, outputShape: [4], attentionWidth: null }
const model = { ...vision, blocks: [block], featureSize: 4, inputSize: 8, parameters: 9 } as unknown as typeof vision

test('of the loaded model it is what Tune estimates; of another the last run on the same data tells', async () => {
  const { get, store, replies, actions } = await comparing()
  replies.loadModel = () => ok(model)
  await actions.loadModel('thaw-vision')
  const fields = selectFields(get())
  const { prepareSeconds, secondsPerEpoch } = outlook(model, fields, pets)
  const seconds = prepareSeconds + Number(fields.epochs) * secondsPerEpoch
  expect(seconds).toBeGreaterThan(3)
  expect(expectedTime(get(), 'thaw-vision')).toEqual({ key: 'runWillTake', parameters: { seconds } })
  expect(expectedTime(get(), 'mobilenet-v1-0.25-224')).toBeNull()

  const other = { id: 'mobilenet-v1-0.25-224', revision: 'main', initialisation: 'pretrained' } as const
  const { data } = recipeOf()
  const ran = keptRun('a', { recipe: recipeOf({ model: other }), seconds: 83 })
  const onOthers = keptRun('b', { recipe: recipeOf({ model: other, data: { ...data, fingerprint: 'else' } }) })
  store.setState({ runs: { ...get().runs, runs: [onOthers] } })
  expect(expectedTime(get(), other.id)).toBeNull()
  store.setState({ runs: { ...get().runs, runs: [onOthers, ran] } })
  const words = expectedTime(get(), other.id)
  expect(words && say(words)).toBe('Your last run with it on this data took 1 minute.')
})

test('nothing is said before there are data', async () => {
  const { get, store } = await comparing()
  store.setState({ data: { status: 'none', error: null } as never })
  expect(expectedTime(get(), 'thaw-vision')).toBeNull()
})
