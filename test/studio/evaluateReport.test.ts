import { describe, expect, test } from 'vitest'
import type { RunResult } from '../../src/shared/domain/run.ts'
import { historyLines } from '../../src/shared/recipe/recipeHistory.ts'
import type { MetricLine } from '../../src/shared/report/metricLine.ts'
import { modelCardText } from '../../src/shared/report/modelCard.ts'
import { type ClassFacts, classPaper, classSections } from '../../src/studio/features/evaluate/report/classPaper.ts'
import { paperOf } from '../../src/studio/features/evaluate/report/paperOf.ts'
import { passageSections } from '../../src/studio/features/evaluate/report/passagePaper.ts'
import type { ReportFacts } from '../../src/studio/features/evaluate/report/reportFacts.ts'
import { reportHtml } from '../../src/studio/features/evaluate/report/reportHtml.ts'
import { noAnalysis } from '../../src/studio/store/analysisState.ts'
import type { PaperSource } from '../../src/studio/store/taskPanels.ts'
import { html } from '../../src/studio/ui/html.ts'
import type { ClassificationTest } from '../../src/tasks/classification/card.ts'
import type { GenerationTest } from '../../src/tasks/text-generation/card.ts'
import { judgedResult } from '../support/judged.ts'
import { told } from '../support/told.ts'

const evil = `<script src="https://evil.example/x.js">alert('1')</script>`
const hostile = judgedResult([evil, `" onload="alert(1)`, '| **fox** | `x`'], { warnings: [told(evil)] })
const metrics: readonly MetricLine[] = [
  { label: 'Macro F1', help: 'Mean F1.', value: 0.7301, interval: [0.41234, 0.95678] },
  { label: 'Log loss', help: 'Surprise.', value: 0.6, interval: null },
]

const picture = 'data:image/png;base64,iVBORw0KGgo='
const mistakes: ClassFacts['mistakes'] = [
  { truth: evil, predicted: 'dog', probability: 0.9, path: `${evil}.png`, text: '', picture },
  { truth: 'cat', predicted: 'dog', probability: 0.8, path: 'a.txt', text: evil, picture: null },
]

function factsOf(part: Partial<ReportFacts> = {}): ReportFacts {
  const recipe = { ...hostile.recipe, data: { name: evil, fingerprint: 'f00' }, history: [{ step: 12, dropout: 0.25 }] }
  const told = { metrics, untouched: 0.625, temperature: 1.5 }
  return {
    result: { ...hostile, recipe },
    modelTitle: evil,
    ...told,
    testViews: { views: 3, runs: 5 },
    verdict: null,
    sections: classSections(testOf(hostile), { ...told, classes: hostile.classes, mistakes }),
    writtenAt: new Date(Date.UTC(2026, 0, 2)),
    ...part,
  }
}

test('what is put into a template is escaped, unless it is a template itself', () => {
  expect(html`<b title="${`"'`}">${'<&>'}${html`<i>${1}</i>`}${['a<', null]}</b>`.text).toBe(
    '<b title="&quot;&#39;">&lt;&amp;&gt;<i>1</i>a&lt;</b>',
  )
})

describe('the report', () => {
  const report = reportHtml(factsOf())

  test('lets no name become markup', () => {
    expect(report).not.toContain('<script')
    expect(report).not.toMatch(/\sonload="/)
    expect(report).toContain('&lt;script src=&quot;https://evil.example/x.js&quot;&gt;')
  })
  test('asks for nothing from anywhere', () => {
    const asking = [...report.matchAll(/\s(?:src|href|srcset|data|action)="([^"]*)"/g)].map(([, address]) => address)
    expect(asking).toEqual(['data:image/png;base64,iVBORw0KGgo='])
    expect(report).not.toMatch(/url\(|@import|<link|<iframe|<object/)
    expect(report).toContain(`default-src 'none'`)
  })
  test('holds the figures with their intervals, the baselines, the recipe with its changes, and the looks', () => {
    for (const words of [
      '0.730',
      '0.412 – 0.957',
      '0.375',
      '0.625',
      'From step 12: dropout 0.25',
      'This test has judged',
    ])
      expect(report).toContain(words)
    expect(report.match(/<svg /g)).toHaveLength(5)
  })
  test('is well formed', () => {
    for (const tag of ['section', 'table', 'figure', 'svg', 'ul', 'li', 'dl', 'tr'])
      expect(report.match(new RegExp(`<${tag}[ >]`, 'g'))?.length, tag).toBe(
        report.match(new RegExp(`</${tag}>`, 'g'))?.length,
      )
  })
  test('of a run that continues texts shows both networks', () => {
    const before = { loss: 3, perplexity: 20.08, bitsPerByte: 1.5 }
    const test: GenerationTest = { kind: 'generation', n: 1200, loss: 2, perplexity: 7.39, bitsPerByte: 1, before }
    const samples = { prompt: 'Once', before: 'upon <b>', after: 'more' }
    const judged = judgedResult([], { test, samples })
    const result = { ...judged, recipe: { ...judged.recipe, task: 'text-generation' as const } }
    const text = reportHtml(factsOf({ result, metrics: [], sections: passageSections(test, samples, null) }))
    for (const words of ['20.08', '7.39', '1,200', 'upon &lt;b&gt;']) expect(text).toContain(words)
    const passages = { loss: null, perplexity: [6.1, 8.25], bitsPerByte: [0.9, 1.1], change: [-0.7, -0.55] } as const
    const sections = passageSections(test, samples, passages)
    const known = factsOf({ result, metrics: [], sections, passages })
    expect(reportHtml(known)).toContain('<td>7.39</td><td>6.10 – 8.25</td>')
    expect(reportHtml(known)).toContain('between −70\u00a0% and −55\u00a0%, 19 times out of 20.')
    expect(modelCardText(known)).toContain('| Bits per byte | 1.500 | 1.000 | 0.900 – 1.100 |')
  })
})

describe('the model card', () => {
  const card = modelCardText(factsOf())

  test('has the sections of a model card, the figures with intervals, and what tuning cost', () => {
    const titles = [...card.matchAll(/^## (.*)$/gm)].map(([, title]) => title)
    expect(titles).toEqual([
      'Model details',
      'Intended use',
      'Training data',
      'Training',
      'Evaluation data',
      'Metrics',
      'What fine-tuning cost',
      'Limits',
      'Ethical considerations',
      'Recipe',
    ])
    expect(card).toContain('| Macro F1 | 0.730 | 0.412 – 0.957 |')
    expect(card).toContain('Before fine-tuning the model scores 0.625 by nearest class mean.')
    expect(card).toContain('moved by 0.250 on average')
  })
  test('lets no name act as Markdown or HTML', () => {
    const [text = ''] = card.split('## Recipe')
    expect(text).not.toMatch(/(?<!\\)<script/)
    expect(text).toContain(String.raw`\| \*\*fox\*\* \| \`x\``)
  })
  test('says that few examples make rough figures', () => {
    expect(card).toContain('The test has only 8 examples')
  })
})

test('changes made while it ran are told by step', () => {
  expect(historyLines({ history: [{ step: 1200, learningRate: 1e-4, thaw: 3 }] })).toEqual([
    'From step 1,200: learning rate 0.0001, thawed blocks 3',
  ])
})

function testOf({ test }: RunResult): ClassificationTest {
  if (test.kind !== 'classification') throw new Error(`a ${test.kind} test`)
  return test
}

describe('papers', () => {
  const result = judgedResult()
  const told = (source: PaperSource) => classPaper(testOf(result), source)

  test('wait for the intervals, and bring the pictures of the worst mistakes along', async () => {
    const fetched: (readonly number[])[] = []
    let analysis = noAnalysis
    const thumbnail = new Blob([Uint8Array.from([1, 2, 3])], { type: 'image/png' })
    const fetch = async (examples: readonly number[]) => {
      fetched.push(examples)
      const shown = { example: 20, path: 'dog/1.png', label: 1, thumbnail, text: '' }
      analysis = { ...analysis, examples: new Map([[20, shown]]) }
    }
    const { name, blob } = await paperOf(
      'report',
      { result, modelTitle: 'Thaw vision', log: null, analysis: () => analysis, fetch },
      told,
    )
    const text = await blob.text()
    expect(name).toBe('thaw-report.html')
    expect(fetched).toEqual([[20, 30]])
    expect(text).toContain('<img src="data:image/png;base64,AQID"')
    expect(text).toContain('dog/1.png')
    expect(text).toContain('0.409 – 0.929')
  })
  test('are written without the data too', async () => {
    const { name, blob } = await paperOf(
      'card',
      { result, modelTitle: 'Thaw vision', log: null, analysis: () => noAnalysis, fetch: null },
      told,
    )
    expect(name).toBe('MODEL_CARD.md')
    expect(await blob.text()).toContain('| Accuracy | 0.750 | 0.409 – 0.929 |')
  })
})
