// The picker, the comparison and the presets as they stand on the page.
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test, vi } from 'vitest'
import { methodCards } from '../../src/methods/cards.ts'
import type { MethodId } from '../../src/methods/ids.ts'
import { presetsFor } from '../../src/shared/catalog/presets.ts'
import type { BlockSummary } from '../../src/shared/domain/blocks.ts'
import type { DatasetSummary } from '../../src/shared/domain/data.ts'
import type { ModelSummary } from '../../src/shared/domain/model.ts'
import { notice } from '../../src/shared/messages/say.ts'
import { compareMethods } from '../../src/studio/features/tune/comparison.ts'
import { lineWords } from '../../src/studio/features/tune/estimateText.ts'
import { MethodPicker } from '../../src/studio/features/tune/MethodPicker.tsx'
import { MethodTable } from '../../src/studio/features/tune/MethodTable.tsx'
import { methodGroups, refusalsFor } from '../../src/studio/features/tune/methodGroups.ts'
import { ownAdapter } from '../../src/studio/features/tune/ownAdapter.ts'
import { Presets } from '../../src/studio/features/tune/Presets.tsx'
import { MainSettings } from '../../src/studio/features/tune/Settings.tsx'
import { warmWords } from '../../src/studio/features/tune/ThawPicture.tsx'
import { outlook } from '../../src/studio/store/outlook.ts'
import { applyPreset, fieldsUnder } from '../../src/studio/store/recipeForm.ts'
import { initialState } from '../../src/studio/store/state.ts'
import { aboutSeconds } from '../../src/studio/ui/format.ts'

const form = initialState.recipe
const site = { kind: 'conv', part: null, inputs: 8, outputs: 8, area: 9 } as const
const block: BlockSummary = {
  name: 'stage',
  label: 'stage',
  parameters: 600,
  outputShape: [8, 8, 8],
  forwardMs: 1,
  activationBytes: 4000,
  sites: [site],
  biases: 8,
  norms: 16,
  attentionWidth: null,
}
const model = {
  title: 'Thaw vision',
  family: 'resnet',
  blocks: [block, block, block, block],
  parameters: 2400,
  featureSize: 8,
  inputSize: 32,
} as unknown as ModelSummary
const data = {
  task: 'image-classification',
  examples: 400,
  classes: [{}, {}],
  passages: [],
} as unknown as DatasetSummary
const groups = compareMethods(model, data, (method) => fieldsUnder(form, method))
const rows = groups.flatMap((group) => group.rows)
const figuresOf = (id: MethodId) => rows.find(({ method }) => method === id)?.figures

test('every method stands in one group', () => {
  const listed = methodGroups.flatMap(({ methods }) => methods)
  expect([...listed].sort()).toEqual(methodCards.map(({ id }) => id).sort())
})

describe('the picker', () => {
  const markup = (refusals: ReturnType<typeof refusalsFor>) =>
    renderToStaticMarkup(<MethodPicker method="lora" refusals={refusals} onChoose={vi.fn()} onCompare={vi.fn()} />)

  test('holds the methods in their groups, the chosen one with its sentence', () => {
    const shown = markup([])
    expect([...shown.matchAll(/<optgroup label="([^"]+)"/g)].map(([, title]) => title)).toEqual([
      'Whole blocks',
      'Parts of the model',
      'Adapters',
    ])
    expect(shown.match(/<option /g)).toHaveLength(12)
    expect(shown).toMatch(/<option value="lora" selected="">LoRA/)
    expect(shown).toContain('pair of small matrices')
    expect(shown).not.toContain('disabled')
  })
  test('greys what does not fit, and describes the control with the reasons', () => {
    const shown = markup(refusalsFor('image-classification', 'resnet'))
    const greyed = [...shown.matchAll(/<option value="([^"]+)" disabled=""/g)].map(([, id]) => id)
    expect(greyed).toEqual(['adapter', 'prompt', 'prefix'])
    const described = /<select[^>]*aria-describedby="([^"]+)"/.exec(shown)?.[1]?.split(' ') ?? []
    expect(shown).toContain(`<ul id="${described.at(-1)}"`)
    expect(shown).toContain('3 methods do not fit')
    expect(shown).toMatch(
      /data-refused-method="prompt"><strong>Prompt tuning.<\/strong> A prompt needs a model that reads tokens/,
    )
  })
})

describe('the comparison', () => {
  const shown = renderToStaticMarkup(<MethodTable groups={groups} blocks={4} chosen="head" onChoose={vi.fn()} />)

  test('has a row for every method, and a button to choose all but the chosen and the refused', () => {
    expect(shown.match(/data-method-row=/g)).toHaveLength(12)
    const choosable = [...shown.matchAll(/data-choose="([^"]+)"/g)].map(([, id]) => id)
    expect(choosable).toEqual(['top-blocks', 'gradual', 'full', 'bitfit', 'norm', 'lora', 'dora', 'ia3'])
    expect(shown).toContain('aria-label="Choose LoRA"')
  })
  test('says why a method does not fit instead of figures', () => {
    expect(figuresOf('prefix')).toBeNull()
    expect(shown).toMatch(/data-refused="">.*Prefix tuning.*needs attention layers/)
  })
  test('counts each method with its own settings', () => {
    const head = 9 * 2
    expect(figuresOf('head')).toMatchObject({ trainable: head, thawed: 0, adapterBytes: null })
    expect(figuresOf('full')).toMatchObject({ trainable: 2400 + head, thawed: 4 })
    const pairs = 4 * 8 * (9 * 8 + 8)
    expect(figuresOf('lora')).toMatchObject({ trainable: pairs + head, adapterBytes: 4 * (pairs + head) })
    expect(figuresOf('bitfit')).toMatchObject({ trainable: 32 + head, optimiserBytes: 8 * (32 + head) })
  })
  test('shows that a frozen trunk is faster than a thawed one', () => {
    const seconds = (id: MethodId) => figuresOf(id)?.secondsPerEpoch ?? Number.NaN
    expect(seconds('head')).toBeLessThan(seconds('top-blocks'))
    expect(seconds('top-blocks')).toBeLessThan(seconds('full'))
    expect(seconds('bitfit')).toBeLessThan(seconds('full'))
    expect(seconds('gradual')).toBeLessThan(seconds('full'))
  })
  test('tells the line in words', () => {
    expect([lineWords('head', 0, 4), lineWords('lora', 3, 4), lineWords('gradual', 4, 4)]).toEqual([
      'Head alone',
      'Top 3 of 4 blocks',
      'Head first, then all 4 blocks',
    ])
  })
})

test('an estimate claims no more digits than it knows', () => {
  expect([0.04, 0.307, 2.71, 75].map(aboutSeconds)).toEqual([
    '<\u00a00.1\u00a0s',
    '≈ 0.3\u00a0s',
    '≈ 2.7\u00a0s',
    '≈ 1\u00a0min 15\u00a0s',
  ])
})

describe('an adapter that peft does not load is told before the run', () => {
  const classifier = notice('classifierReadsPooler')
  const layers = notice('mobilenetAsksForStrides')

  test('where the network, its layers or its classifier stand in the way', () => {
    expect(ownAdapter({ peftLimits: { classifier } }, 'text-classification', 'lora')).toBe(classifier)
    expect(ownAdapter({ peftLimits: { layers } }, 'image-classification', 'dora')).toBe(layers)
    expect(ownAdapter({ peftLimits: { layers } }, 'image-classification', 'norm')).toBeNull()
    expect(ownAdapter({}, 'image-classification', 'lora')).toBeNull()
  })
  test('and not where no adapter is left, or no head', () => {
    expect(ownAdapter({ peftLimits: { classifier } }, 'text-classification', 'head')).toBeNull()
    expect(ownAdapter({ peftLimits: { classifier } }, 'text-generation', 'lora')).toBeNull()
  })
  test('for a method that peft does not have', () => {
    expect(ownAdapter({}, 'text-classification', 'adapter')).toEqual(notice('peftLacksKind'))
  })
})

describe('the number of thawed blocks', () => {
  // LoRA finds nothing in the lowest block and in the third: only what lies above its lowest place is above the line.
  const bare = { ...block, sites: [] }
  const sparse = { ...model, blocks: [bare, block, bare, block] } as unknown as ModelSummary
  const fields = { ...fieldsUnder(form, 'lora'), thaw: 4 }
  const figures = outlook(sparse, fields, data)

  test('is the same in its field and in the picture', () => {
    const shown = renderToStaticMarkup(
      <MainSettings
        task="image-classification"
        fields={fields}
        usual={fields}
        thawedBy={(thaw) => outlook(sparse, { ...fields, thaw }, data).thawed}
        edition={0}
        locked={false}
        isRefused={() => false}
        onText={() => null}
        onReset={vi.fn()}
      />,
    )
    expect(shown).toMatch(/data-field="thaw"[^>]*value="3"/)
    expect(warmWords(figures, 'image-classification', 'lora')).toMatch(/^2 of 3 blocks and the head, /)
  })
  test('is told without what is passed over where every block above the line learns', () => {
    const dense = outlook(model, fields, data)
    expect(warmWords(dense, 'image-classification', 'lora')).toMatch(/^4 blocks and the head, /)
  })
})

describe('the presets', () => {
  const markup = (recipe: typeof form) =>
    renderToStaticMarkup(
      <Presets task="image-classification" examples={400} blocks={4} recipe={recipe} onApply={vi.fn()} />,
    )
  const pressed = (shown: string) => [...shown.matchAll(/data-preset="(\w+)"[^>]*data-chosen/g)].map(([, id]) => id)

  test('are three buttons with a reason each, of which the one that the task begins with is pressed', () => {
    const shown = markup(form)
    expect([...shown.matchAll(/data-preset="(\w+)"/g)].map(([, id]) => id)).toEqual(['quick', 'balanced', 'thorough'])
    for (const { reason } of presetsFor('image-classification', 400, 4)) expect(shown).toContain(reason)
    expect(pressed(shown)).toEqual(['quick'])
  })
  test('the one that the settings stand at is pressed', () => {
    for (const { id, fields } of presetsFor('image-classification', 400, 4))
      expect(pressed(markup(applyPreset(form, fields)))).toEqual([id])
  })
})
