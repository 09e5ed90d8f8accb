/** What the page shows of texts that are continued. */

import type { RunResult } from '../../shared/domain/run.ts'
import { Passages } from '../../studio/features/data/TextSamples.tsx'
import { ContinuedBetter, Samples } from '../../studio/features/evaluate/Continuation.tsx'
import { passagePaper } from '../../studio/features/evaluate/report/passagePaper.ts'
import { Continue } from '../../studio/features/use/Continue.tsx'
import { RunSamples } from '../../studio/features/watch/RunSamples.tsx'
import type { TaskPanels, TestFigure, TestProps } from '../../studio/store/taskPanels.ts'
import type { GenerationTest } from './card.ts'

export const generationPanels: TaskPanels = {
  data: { Examples: ({ summary }) => <Passages passages={summary.passages} /> },
  watch: {
    preparing: 'The model before fine-tuning is measured first, for comparison.',
    Examples: RunSamples,
  },
  evaluate: {
    Test: Judgement,
    Judgement,
    figures,
    paper: (source) => passagePaper(testOf(source.result), source),
  },
  use: {
    title: 'How does it continue?',
    lead: 'Begin a text, and the model continues it. All of it stays on this device.',
    Ask: Continue,
  },
}

function Judgement({ result }: TestProps) {
  return (
    <>
      <ContinuedBetter test={testOf(result)} />
      {result.samples && <Samples samples={result.samples} />}
    </>
  )
}

function figures(result: RunResult): readonly TestFigure[] {
  const { n, loss } = testOf(result)
  return [
    {
      label: 'Tokens',
      value: n.toLocaleString('en'),
      help: 'The words and parts of words that it had to predict.',
    },
    {
      label: 'Loss',
      value: loss.toFixed(3),
      help: 'How surprised the model was by each next token, on average. Lower is better; perplexity is e to this power.',
    },
  ]
}

function testOf({ test }: RunResult): GenerationTest {
  if (test.kind !== 'generation') throw new Error(`internal: a ${test.kind} test among continued texts`)
  return test
}
