// Deploy in the store: files are saved once they have answered as the model does; and what the cards say.
import { expect, test } from 'vitest'
import { wholeOptions } from '../../src/shared/catalog/exportOptions.ts'
import { type ExportId, exportCard, exportIds } from '../../src/shared/catalog/exports.ts'
import type { ExportProof } from '../../src/shared/domain/exports.ts'
import type { ExportedFile } from '../../src/shared/domain/files.ts'
import { notice, say } from '../../src/shared/messages/say.ts'
import { formatPower, proofWords } from '../../src/studio/features/deploy/proofWords.ts'
import {
  firstTarget,
  galleryGroups,
  needsWords,
  openTargets,
  singleFiles,
} from '../../src/studio/features/deploy/targets.ts'
import { callOff, deploy, refusalIn, type Wanted } from '../../src/studio/store/deployActions.ts'
import { initialState } from '../../src/studio/store/state.ts'
import { stepView } from '../../src/studio/store/steps.ts'
import { createStudio } from '../../src/studio/store/studio.ts'
import { FakeEngine, ok, type Replies } from '../support/fakeEngine.ts'
import { toldError } from '../support/told.ts'

const answering = { kind: 'run', runId: '1', task: 'image-classification', classes: 2, method: 'lora' } as const
const files: readonly ExportedFile[] = [{ name: 'model.safetensors', blob: new Blob(['1234']) }]
const agreed: ExportProof = {
  ...{ status: 'checked', examples: 50, from: 'test', of: 'probability' },
  ...{ largest: 2.2e-6, agrees: true },
} as const

/** A studio whose model answers; what is saved is counted. */
function studio(replies: Replies) {
  const engine = new FakeEngine(replies)
  const { actions, store } = createStudio(() => engine.worker, null)
  store.setState({ use: { ...initialState.use, answering } })
  const saved: (readonly ExportedFile[])[] = []
  const take = (wanted: Partial<Wanted> = {}) =>
    actions.by((context) =>
      deploy(context, {
        ...{ what: 'weights', options: {} },
        card: async () => null,
        pack: async (all) => ({ bytes: 99, save: () => void saved.push(all) }),
        ...wanted,
      }),
    )
  return {
    take,
    saved,
    engine,
    callOff: () => actions.by(callOff),
    get: () => store.getState(),
    asked: () => engine.asked.map(({ name }) => name),
  }
}

test('what answers alike is saved, with its size and its proof, and the step is done', async () => {
  const { take, saved, get, asked } = studio({ exportModel: () => ok(files), proveExport: () => ok(agreed) })
  expect(stepView(get(), 'deploy').state).toBe('open')
  await take()
  expect(asked()).toEqual(['exportModel', 'proveExport'])
  expect(saved).toEqual([files])
  expect(get().use).toMatchObject({ status: 'idle', exporting: null, taken: { weights: { bytes: 99, proof: agreed } } })
  expect(stepView(get(), 'deploy').state).toBe('done')
})

test('the run’s card goes along where the target takes one, and is not written for the others', async () => {
  const { take, engine } = studio({ exportModel: () => ok(files), proveExport: () => ok(agreed) })
  const card = async () => '# The run'
  await take({ what: 'page', card })
  await take({ what: 'onnx', card: () => Promise.reject(new Error('not asked')) })
  const given = engine.asked.filter(({ name }) => name === 'exportModel').map(({ parameters }) => parameters)
  expect(given).toEqual([
    { what: 'page', options: {}, card: '# The run' },
    { what: 'onnx', options: {} },
  ])
})

test('what answers otherwise is not saved unless it is wanted all the same', async () => {
  const proof = { ...agreed, largest: 0.3, agrees: false }
  const { take, saved, get, asked } = studio({ exportModel: () => ok(files), proveExport: () => ok(proof) })
  await take()
  expect(saved).toEqual([])
  expect(get().use).toMatchObject({
    status: 'idle',
    taken: {},
    untaken: { what: 'weights', error: { code: 'export-differs' } },
  })
  await take({ unchecked: true })
  expect(saved).toEqual([files])
  expect(asked()).toEqual(['exportModel', 'proveExport', 'exportModel'])
  expect(get().use).toMatchObject({ untaken: null, taken: { weights: { bytes: 99, proof: null } } })
})

test('what cannot be read back in the page is saved without a claim', async () => {
  const { take, saved, asked, get } = studio({ exportModel: () => ok(files) })
  await take({ what: 'onnx' })
  expect(asked()).toEqual(['exportModel'])
  expect(saved).toEqual([files])
  expect(get().use.taken).toEqual({ onnx: { bytes: 99, proof: null } })
})

test('a failure is told and a cancellation is not; neither saves anything', async () => {
  const refused = toldError('export-refused', 'No.', 'Another way.')
  const failing = studio({ exportModel: () => ({ ok: false, error: refused }) })
  await failing.take()
  expect(failing.get().use).toMatchObject({
    ...{ status: 'idle', error: null, taken: {} },
    untaken: { what: 'weights', options: {}, error: refused },
  })
  const cancelled = toldError('cancelled', 'Cancelled.', 'As before.')
  const given = studio({ exportModel: () => ok(files), proveExport: () => ({ ok: false, error: cancelled }) })
  await given.take()
  expect(given.get().use).toMatchObject({ status: 'idle', error: null, untaken: null, taken: {} })
  expect([failing.saved, given.saved]).toEqual([[], []])
})

test('what is called off between writing and checking is neither checked nor saved', async () => {
  const given = studio({
    exportModel: () => {
      given.callOff()
      return ok(files)
    },
    ...{ cancel: () => ok(null), dropExport: () => ok(null) },
  })
  await given.take()
  expect(given.asked()).toEqual(['exportModel', 'cancel', 'dropExport'])
  expect(given.saved).toEqual([])
  expect(given.get().use).toMatchObject({ status: 'idle', exporting: null, error: null, taken: {} })
})

test('what is called off while it is packed is not saved, and its room on the device is freed', async () => {
  const given = studio({ exportModel: () => ok(files), cancel: () => ok(null), dropExport: () => ok(null) })
  const save = () => expect.fail('it was saved')
  const pack = async () => {
    given.callOff()
    return { bytes: 99, save }
  }
  await given.take({ what: 'onnx', pack })
  expect(given.asked()).toEqual(['exportModel', 'cancel', 'dropExport'])
  expect(given.get().use).toMatchObject({ status: 'idle', exporting: null, error: null, taken: {} })
})

test('without a model Deploy says where one comes from', () => {
  const view = stepView(initialState, 'deploy')
  expect(view).toMatchObject({ title: 'Deploy', state: 'waiting', missing: { step: 'data', action: 'Go to Data' } })
})

test('every target stands in one group, once', () => {
  const shown = galleryGroups().flatMap(({ targets }) => targets)
  expect([...shown].sort()).toEqual([...exportIds].sort())
  expect(galleryGroups().map(({ id }) => id)).toEqual(['page', 'keep', 'programmers', 'python'])
  expect(galleryGroups().find(({ id }) => id === 'keep')?.targets[0]).toBe('project')
})

test('the first that is offered is for everybody, and never one that is refused', () => {
  const everyone = firstTarget({})
  expect(everyone).not.toBeNull()
  if (!everyone) return
  const refused = { ok: false, error: toldError('export-refused', 'No.', 'Other.') } as const
  const next = firstTarget({ [everyone]: refused })
  expect(next).not.toBe(everyone)
  const everybodys = Object.fromEntries(openTargets().map((id) => [id, refused]))
  expect(openTargets()).toEqual(['page', 'site', 'weights'])
  expect(firstTarget(everybodys)).toBeNull()
})

test('a worker that was lost says nothing of the model: what was asked meanwhile is no refusal', () => {
  const lost = { ok: false, error: toldError('worker-lost', 'Lost.', 'Again.') } as const
  const refused = { ok: false, error: toldError('export-refused', 'No.', 'Other.') } as const
  expect([refusalIn(lost), refusalIn(undefined), refusalIn(refused)]).toEqual([null, null, refused.error])
  expect(firstTarget({ page: lost })).toBe('page')
})

test('single files are those of the model, and an adapter’s those that it has', () => {
  const pictures = singleFiles('weights', 'image-classification', null).map(({ name }) => name)
  expect(pictures).toContain('preprocessor_config.json')
  expect(pictures).not.toContain('tokenizer.json')
  const texts = singleFiles('weights', 'text-classification', null)
  expect(texts.map(({ name }) => name)).toContain('tokenizer.json')
  expect(texts.find(({ name }) => name === 'config.json')?.holds).toBe('the shape of the network, and its classes')
  const adapter = singleFiles('adapter', 'text-classification', ['thaw_adapter.json', 'README.md'])
  expect(adapter).toEqual([
    { name: 'thaw_adapter.json', holds: 'how they are attached' },
    { name: 'README.md', holds: 'what it is, and how to use it' },
  ])
})

test('a proof is told by its examples and its difference', () => {
  const words = (proof: ExportProof) => proofWords(proof, 'image-classification', say)
  expect(words(agreed)).toBe('Checked: 50 test pictures, largest difference 2·10⁻⁶.')
  expect(words({ ...agreed, examples: 1, largest: 0 })).toBe(
    'Checked: 1 test picture, answered alike to the last digit.',
  )
  expect(words({ ...agreed, from: 'data', of: 'number' })).toBe(
    'Checked: 50 pictures of the open data, largest difference 2·10⁻⁶ of the number.',
  )
  expect(words({ ...agreed, largest: 6.4e-3, rounded: { most: 0.1, beyond: 0 } })).toBe(
    'Checked: 50 test pictures, largest difference 6·10⁻³. Rounding to 8 bits may change an answer by up to 0.1.',
  )
  expect(words({ ...agreed, largest: 0.3, rounded: { most: 0.1, beyond: 2 } })).toMatch(
    /difference 3·10⁻¹\. .* by up to 0\.1; 2 of them changed by more\.$/,
  )
  const written = { places: 768, alike: 0.9869, apart: 3.6e-3 }
  expect(words({ ...agreed, largest: 0.02, written })).toBe(
    'Checked: 50 test pictures, at 768 places. At 98.6 % of them the same next token is the likeliest, and the probability of the one that does follow differs by 4·10⁻³, on average.',
  )
  expect(words({ ...agreed, written: { ...written, alike: 1, apart: 0 } })).toBe(
    'Checked: 50 test pictures, at 768 places, alike to the last digit.',
  )
  expect(words({ status: 'unchecked', why: notice('proofNeedsExamples') })).toMatch(/^Not checked\. To check/)
  expect([0.5, 1.26e-12, 30].map(formatPower)).toEqual(['5·10⁻¹', '1·10⁻¹²', '3·10¹'])
})

test('options are whole, and what they cannot be is refused by name', () => {
  const [option] = exportCard('project' satisfies ExportId).options ?? []
  if (!option) throw new Error('the project has no option')
  expect(wholeOptions([option])).toEqual({ withData: true })
  expect(wholeOptions([option], { withData: false })).toEqual({ withData: false })
  expect(() => wholeOptions([option], { withDta: false })).toThrow('has no setting "withDta"')
  expect(() => wholeOptions([option], { withData: 'yes' })).toThrow('"yes" does not do for “With the data”')
  const choice = { ...option, type: 'choice', default: 'a', options: [{ value: 'a', label: 'A' }] } as const
  expect(() => wholeOptions([choice], { withData: 'b' })).toThrow('"b" does not do')
})

test('what a download needs is said in a clause, in which names keep their capital', () => {
  expect(needsWords(exportCard('python').needs)).toBe('Needs: Python with PyTorch, and your data.')
  expect(needsWords(exportCard('page').needs)).toBe('Needs: any current browser. No network.')
  for (const id of exportIds) expect(needsWords(exportCard(id).needs)).toMatch(/^Needs: (?:an? |any |the |this |[A-Z])/)
})
