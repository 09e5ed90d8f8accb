import { describe, expect, test } from 'vitest'
import { methodCards, methodRefusal } from '../../src/methods/cards.ts'
import { buildRecipe, defaultFields } from '../../src/shared/recipe/recipe.ts'
import { adoptRecipe, modelRequestOf } from '../../src/studio/store/adoptRecipe.ts'
import { isRecipeLink, recipeFromHash, recipeHash } from '../../src/studio/store/recipeLink.ts'
import { fieldsOfRecipe, initialState } from '../../src/studio/store/state.ts'
import { pets } from '../support/comparing.ts'
import { ok } from '../support/fakeEngine.ts'
import { recipeOf, withRuns } from '../support/keptRuns.ts'

const invalid = { code: 'recipe-invalid' }

async function hashOf(json: string): Promise<string> {
  const stream = new Blob([json]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  const bytes = Buffer.from(await new Response(stream).arrayBuffer())
  return `#recipe=${bytes.toString('base64url')}`
}

describe('the link', () => {
  test.each(methodCards.map(({ id }) => id))('brings a recipe of %s back whole, with its history', async (method) => {
    const task = methodRefusal(method, 'image-classification') === null ? 'image-classification' : 'text-classification'
    const identity = {
      task,
      model: { id: 'm/n', revision: 'abc' },
      data: { name: 'Blumen ✿.zip', fingerprint: 'f' },
      backend: 'wasm',
    } as const
    const plain = buildRecipe(identity, { ...defaultFields(method, task), seed: 77 })
    const recipe = { ...plain, history: [{ step: 3, learningRate: 0.01, thaw: 2 }] }
    const hash = await recipeHash({ recipe, examples: 400 })
    expect(hash).toMatch(/^#recipe=[A-Za-z0-9_-]+$/)
    expect(hash.length).toBeLessThan(2000)
    expect(await recipeFromHash(hash)).toEqual({ recipe, examples: 400 })
  })
  test('names the data of a hub: subset, splits, columns and rows', async () => {
    const source = {
      ...{ repository: 'owner/letters', subset: 'long', splits: ['train', 'test'] },
      ...{ columns: ['text', 'topic'], rows: 500 },
    }
    expect(await recipeFromHash(await recipeHash({ recipe: recipeOf(), examples: 12, source }))).toEqual({
      ...{ recipe: recipeOf(), examples: 12, source },
    })
    for (const wrong of [
      { ...source, repository: '../../etc' },
      { ...source, repository: 'a/b/c' },
      { ...source, rows: -1 },
      { ...source, splits: 'train' },
      { ...source, splits: ['t'.repeat(201)] },
      { ...source, subset: 's'.repeat(10_000) },
      'owner/letters',
    ]) {
      const hash = await hashOf(JSON.stringify({ recipe: recipeOf(), examples: 12, source: wrong }))
      expect(await recipeFromHash(hash)).toEqual({ recipe: recipeOf(), examples: 12 })
    }
  })
  test('is told from other addresses', () => {
    expect(isRecipeLink('#recipe=abc')).toBe(true)
    expect(isRecipeLink('#runs')).toBe(false)
  })
  test('refuses what is no recipe, and says which field is wrong', async () => {
    await expect(recipeFromHash('#recipe=%%%')).rejects.toMatchObject(invalid)
    await expect(recipeFromHash('#recipe=')).rejects.toMatchObject(invalid)
    await expect(recipeFromHash('#recipe=AAAA')).rejects.toMatchObject(invalid)
    await expect(recipeFromHash(await hashOf('[1'))).rejects.toMatchObject(invalid)
    await expect(recipeFromHash(await hashOf('null'))).rejects.toMatchObject(invalid)
    const wrong = JSON.stringify({ recipe: { ...recipeOf(), epochs: -1 } })
    await expect(recipeFromHash(await hashOf(wrong))).rejects.toThrow('"epochs" cannot be -1')
    const cut = (await recipeHash({ recipe: recipeOf(), examples: null })).slice(0, -40)
    await expect(recipeFromHash(cut)).rejects.toMatchObject(invalid)
  })
  test('refuses a text that inflates beyond bounds without inflating it whole', async () => {
    const bomb = await hashOf(`{"recipe":"${'x'.repeat(20_000_000)}"}`)
    expect(bomb.length).toBeLessThan(65_536)
    await expect(recipeFromHash(bomb)).rejects.toThrow('more than 64 kB')
  })
  test('takes no number of examples that is none', async () => {
    const hash = await hashOf(JSON.stringify({ recipe: recipeOf(), examples: '<b>many</b>' }))
    expect(await recipeFromHash(hash)).toEqual({ recipe: recipeOf(), examples: null })
  })
})

describe('a recipe that is taken over', () => {
  test('fills the form of its task with every setting', () => {
    const recipe = recipeOf({ seed: 5, history: [{ step: 2, dropout: 0.3 }] }, 'lora')
    const state = adoptRecipe(initialState.recipe, recipe, false)
    expect(fieldsOfRecipe(state)).toMatchObject({ 'method.id': 'lora', seed: 5 })
    expect(state.history).toEqual([{ step: 2, dropout: 0.3 }])
    expect(buildRecipe({ ...recipe }, fieldsOfRecipe(state))).toEqual({ ...recipe, history: [] })
  })
  test('leaves the task of data that stand', () => {
    const standing = { ...initialState.recipe, task: 'text-generation' as const }
    const state = adoptRecipe(standing, recipeOf({}, 'lora'), true)
    expect(state.task).toBe('text-generation')
    expect(state.forms['image-classification'].method).toBe('lora')
  })
  test.each([
    ['thaw-vision', 'main', { kind: 'catalog', id: 'thaw-vision' }],
    ['someone/else', 'main', { kind: 'reference', text: 'someone/else' }],
    ['someone/else', 'c0ffee', { kind: 'reference', text: 'someone/else@c0ffee' }],
    ['example.org/model', 'x', { kind: 'reference', text: 'https://example.org/model' }],
    ['example.org/a/model.json', 'x', { kind: 'reference', text: 'https://example.org/a/model.json' }],
  ])('asks for the model %s at %s', (id, revision, request) => {
    expect(modelRequestOf({ id, revision })).toEqual(request)
  })
  test('cannot ask for a folder that someone dropped, and says so', () => {
    expect(() => modelRequestOf({ id: 'folder-0123456789ab', revision: 'x' })).toThrow('someone’s own files')
  })
})

describe('following a link', () => {
  const birds = recipeOf({ data: { name: 'birds', fingerprint: 'b1rd' }, seed: 8 }, 'bitfit')

  test('sets method and settings, has the model, and asks for the data', async () => {
    const { actions, get } = await withRuns([])
    await actions.runs.followLink(await recipeHash({ recipe: birds, examples: 400 }))
    expect(get()).toMatchObject({
      view: { step: 'data' },
      model: { status: 'ready', summary: { id: 'thaw-vision' } },
      recipe: { forms: { 'image-classification': { method: 'bitfit', touched: { bitfit: { seed: 8 } } } } },
      runs: { brought: { recipe: { data: { name: 'birds' } }, examples: 400 }, error: null },
    })
  })
  test('leads to Tune where the same data stand already', async () => {
    const { actions, get } = await withRuns([])
    await actions.runs.followLink(await recipeHash({ recipe: recipeOf(), examples: null }))
    expect(get()).toMatchObject({ view: { step: 'tune' }, runs: { brought: null } })
  })
  test('a broken link is refused with everything as it was', async () => {
    const { actions, get } = await withRuns([])
    const before = get()
    await actions.runs.followLink('#recipe=AAAA')
    expect(get()).toEqual({ ...before, runs: { ...before.runs, error: expect.objectContaining(invalid) } })
  })
  test('the changes of its history are made again, until a setting is changed', async () => {
    const history = [{ step: 4, learningRate: 0.001 }]
    const { actions, get, trained } = await withRuns([])
    await actions.runs.followLink(await recipeHash({ recipe: { ...recipeOf(), history }, examples: null }))
    await actions.start()
    expect(trained()[0]?.recipe.history).toEqual(history)
    actions.setField('epochs', 2)
    expect(get().recipe.history).toEqual([])
  })
  test('a link tells how many examples there were, where that is known', async () => {
    const { actions, replies } = await withRuns([])
    replies.readData = () => ok(pets)
    const hash = await actions.runs.copyLink(recipeOf())
    expect((await recipeFromHash(hash ?? '')).examples).toBe(80)
    const other = await actions.runs.copyLink(birds)
    expect((await recipeFromHash(other ?? '')).examples).toBeNull()
  })
})
