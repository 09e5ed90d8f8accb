// The plan and the table as they stand on the page.
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { LevelTable } from '../../src/studio/features/compare/LevelTable.tsx'
import { PlanCard } from '../../src/studio/features/compare/PlanCard.tsx'
import { ResultTable } from '../../src/studio/features/compare/ResultTable.tsx'
import { entriesOf } from '../../src/studio/features/compare/summarise.ts'
import { readyPlan } from '../../src/studio/store/comparePlan.ts'
import { noComparisons } from '../../src/studio/store/compareState.ts'
import { initialState } from '../../src/studio/store/state.ts'
import { type Asked, comparing, pets, resultOf, vision } from '../support/comparing.ts'
import { ok } from '../support/fakeEngine.ts'
import { toldError } from '../support/told.ts'

const broken = toldError('not-finite', 'The loss is not finite.', 'Lower the rate.')
const { recipe } = initialState

describe('the plan', () => {
  const markup = (part: Partial<typeof noComparisons.plan>) => {
    const plan = { ...noComparisons.plan, ...part }
    const ready = readyPlan(plan, { recipe, data: pets, model: vision })
    return renderToStaticMarkup(<PlanCard ready={ready} plan={plan} task={pets.task} again={false} />)
  }
  const checked = (shown: string) =>
    [...shown.matchAll(/data-choice="([^"]+)"[^>]*checked=""/g)].map(([, value]) => value)

  test('begins with three methods that differ, and one seed', () => {
    expect(checked(markup({}))).toEqual([
      'kind:methods',
      ...['contender:head', 'contender:top-blocks', 'contender:lora'],
      'seeds:1',
    ])
  })
  test('greys what does not fit the model, and describes it with the reason', () => {
    const shown = markup({})
    const greyed = [...shown.matchAll(/data-choice="contender:([^"]+)" disabled=""/g)].map(([, id]) => id)
    expect(greyed).toEqual(['adapter', 'prompt', 'prefix'])
    const described = /data-choice="contender:prompt" disabled="" aria-describedby="([^"]+)"/.exec(shown)?.[1]
    expect(shown).toContain(`<span id="${described}"`)
    expect(shown).toContain('needs a model that reads tokens')
  })
  test('offers numbers of labels only where they are asked about', () => {
    expect(markup({})).not.toContain('data-choice="level:')
    const levels = [...markup({ kind: 'labels' }).matchAll(/data-choice="level:(\d+)"/g)].map(([, level]) => level)
    expect(levels).toEqual(['8', '16', '0'])
  })
})

describe('the table', () => {
  const scores = [0.8, 0.9, 1]
  const answer = (asked: Asked) => {
    const { method, model } = asked.recipe
    if (method.id === 'full' && model.initialisation === 'pretrained') return { ok: false, error: broken }
    return ok(resultOf(asked, scores[asked.recipe.seed - 1] ?? 0))
  }

  test('has a row for each method with mean ± spread, and says of one that failed where to see why', async () => {
    const { actions, comparison } = await comparing(answer)
    actions.compare.plan({ kind: 'methods', contenders: ['head', 'full', 'scratch'], seeds: 3 })
    await actions.compare.start()
    const shown = renderToStaticMarkup(<ResultTable comparison={comparison()} entries={entriesOf(comparison())} />)
    const rows = [...shown.matchAll(/data-entry="(\w+)".*?<\/tr>/g)].map(([row, id]) => [id, row] as const)
    expect(rows.map(([id]) => id)).toEqual(['head', 'full', 'scratch'])
    const [head = '', full = '', scratch = ''] = rows.map(([, row]) => row)
    expect(head).toContain('0.900\u00a0±\u00a00.100')
    expect(head).toContain('<td>0.250</td>')
    expect(full).toContain('0 of 3 seeds')
    expect(full).toContain('Failed; press the name to see why')
    expect(scratch).toContain('<td>–</td>')
    expect(shown).toContain('aria-sort="ascending"')
  })

  test('says that the spread is unknown where one seed was run', async () => {
    const { actions, comparison } = await comparing(answer)
    actions.compare.plan({ kind: 'methods', contenders: ['head', 'lora'], seeds: 1 })
    await actions.compare.start()
    const shown = renderToStaticMarkup(<ResultTable comparison={comparison()} entries={entriesOf(comparison())} />)
    expect(shown.match(/spread unknown/g)).toHaveLength(2)
    expect(shown).not.toContain('±\u00a0')
  })

  test('over numbers of labels has a column for each, and tells how many all are', async () => {
    const { actions, comparison } = await comparing(answer)
    actions.compare.plan({ kind: 'labels', contenders: ['head', 'lora'], seeds: 3 })
    await actions.compare.start()
    const shown = renderToStaticMarkup(<LevelTable entries={entriesOf(comparison())} task={pets.task} />)
    expect([...shown.matchAll(/<th scope="col">([^<]+)/g)].map(([, text]) => text)).toEqual([
      ...['Method', '8', '16', 'All (28)'],
    ])
    expect(shown.match(/0\.900\u00a0±\u00a00\.100/g)).toHaveLength(6)
  })
})
