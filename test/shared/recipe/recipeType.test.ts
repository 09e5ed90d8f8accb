/** The type of a recipe follows from its fields: here it is written out, and the two are held to each other. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, expectTypeOf, test } from 'vitest'
import type { MethodId } from '../../../src/methods/ids.ts'
import { parseRecipe, type Recipe } from '../../../src/shared/recipe/recipe.ts'
import type { TaskId } from '../../../src/tasks/ids.ts'

interface Written {
  readonly version: 1
  readonly task: TaskId
  readonly model: { readonly id: string; readonly revision: string; readonly initialisation: 'pretrained' | 'random' }
  readonly data: { readonly name: string; readonly fingerprint: string }
  readonly backend: 'auto' | 'webgpu' | 'webgl' | 'wasm' | 'cpu'
  readonly seed: number
  readonly maxTrain: number
  readonly labelColumn: string
  readonly textColumn: string
  readonly maxTokens: number
  readonly split: {
    readonly validation: number
    readonly test: number
    readonly seed: number
    readonly recordings: boolean
  }
  readonly method: {
    readonly id: MethodId
    readonly rank: number
    readonly alpha: number
    readonly targets: 'query-value' | 'attention' | 'all'
    readonly dropout: number
    readonly rankStabilised: boolean
    readonly initialisation: 'zero' | 'pissa'
    readonly rateRatio: number
    readonly reduction: number
    readonly placement: 'houlsby' | 'pfeiffer'
    readonly tokens: number
    readonly depth: 'shallow' | 'deep'
    readonly epochsPerBlock: number
  }
  readonly thaw: number
  readonly epochs: number
  readonly batch: number
  readonly accumulate: number
  readonly recompute: boolean
  readonly optimiser: {
    readonly learningRate: number
    readonly trunkRate: number
    readonly layerDecay: number
    readonly weightDecay: number
    readonly beta1: number
    readonly beta2: number
    readonly epsilon: number
    readonly trunkEpsilon: number
    readonly unitFeatures: boolean
  }
  readonly schedule: { readonly shape: 'cosine' | 'constant'; readonly warmup: number }
  readonly regularisation: {
    readonly dropout: number
    readonly labelSmoothing: number
    readonly clipNorm: number
    readonly classWeights: 'auto' | 'off'
  }
  readonly augment: {
    readonly views: number
    readonly flip: boolean
    readonly crop: number
    readonly colour: number
  }
  readonly earlyStopping: { readonly patience: number; readonly by: 'loss' | 'score' }
  readonly chat: { readonly template: 'auto' | 'own' | 'plain'; readonly loss: 'answers' | 'all' }
  readonly quantise: 'off' | '16bit' | '8bit' | '4bit' | 'int4'
  readonly sample: {
    readonly prompt: string
    readonly tokens: number
    readonly temperature: number
    readonly topK: number
    readonly topP: number
    readonly minP: number
    readonly repetitionPenalty: number
  }
  readonly cache: boolean
  readonly history: readonly {
    readonly step: number
    readonly learningRate?: number
    readonly dropout?: number
    readonly weightDecay?: number
    readonly thaw?: number
  }[]
}

/** Compiles only where two types are the same to the letter, optional and readonly properties included. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
type Plain<T> = T extends object ? { [Key in keyof T]: Plain<T[Key]> } : T

test('the Recipe type that follows from the fields is the one written here', () => {
  const same: Same<Plain<Recipe>, Plain<Written>> = true
  expect(same).toBe(true)
  expectTypeOf<Recipe>().toEqualTypeOf<Written>()
  // @ts-expect-error a rank is a number
  const wrong: Recipe['method']['rank'] = '8'
  expect(typeof wrong).toBe('string')
})

test.each(['letters', 'messages', 'pictures', 'lighthouse'])('a recipe keeps the order of its fields: %s', (name) => {
  const path = join(import.meta.dirname, '../../fixtures/version-1', name, 'record.json')
  const { recipe } = JSON.parse(readFileSync(path, 'utf8')) as {
    recipe: Record<'split' | 'optimiser' | 'sample', object>
  }
  // What came later means what its absence meant.
  const today = {
    ...recipe,
    split: { ...recipe.split, recordings: false },
    optimiser: { ...recipe.optimiser, trunkEpsilon: 0, unitFeatures: false },
    sample: { ...recipe.sample, minP: 0, repetitionPenalty: 1 },
    chat: { template: 'auto', loss: 'answers' },
    quantise: 'off',
  }
  expect(JSON.stringify(parseRecipe(recipe))).toBe(JSON.stringify(today))
})
