/** What the page shows of conversations. */
import type { RunResult } from '../../shared/domain/run.ts'
import { Passages } from '../../studio/features/data/TextSamples.tsx'
import { AnsweredQuestions } from '../../studio/features/evaluate/AnsweredQuestions.tsx'
import { ContinuedBetter, Samples } from '../../studio/features/evaluate/Continuation.tsx'
import { answersPaper } from '../../studio/features/evaluate/report/answersPaper.ts'
import { passagePaper } from '../../studio/features/evaluate/report/passagePaper.ts'
import { Chat } from '../../studio/features/use/Chat.tsx'
import { RunSamples } from '../../studio/features/watch/RunSamples.tsx'
import type { TaskPanels, TestFigure, TestProps } from '../../studio/store/taskPanels.ts'
import { formatPercent } from '../../studio/ui/format.ts'
import type { GenerationTest } from '../text-generation/card.ts'
import type { ConversationTest } from './card.ts'

export const conversationPanels: TaskPanels = {
  data: { Examples: ({ summary }) => <Passages passages={summary.passages} /> },
  watch: {
    preparing: 'The model before fine-tuning is asked the questions of the test first, for comparison.',
    Examples: () => <RunSamples answers />,
  },
  evaluate: {
    Test: Judgement,
    Judgement,
    figures,
    async paper(source) {
      const test = testOf(source.result)
      const paper = await passagePaper(perplexityOf(test), source)
      return { ...paper, sections: [answersPaper(test), ...paper.sections] }
    },
  },
  use: {
    title: 'What do you want to ask?',
    lead: 'Ask, and the model answers. All of it stays on this device.',
    Ask: Chat,
  },
}

function Judgement({ result }: TestProps) {
  const test = testOf(result)
  return (
    <>
      <AnsweredQuestions test={test} />
      <ContinuedBetter test={perplexityOf(test)} />
      {result.samples && <Samples samples={result.samples} answers />}
    </>
  )
}

function figures(result: RunResult): readonly TestFigure[] {
  const { n, loss, answers } = testOf(result)
  return [
    {
      label: 'Exact answers',
      value: formatPercent(answers.test.exactMatch),
      help: 'The share of test questions that it answered word for word as the data do.',
    },
    {
      label: 'Tokens',
      value: n.toLocaleString('en'),
      help: 'The words and parts of words of answers that it had to predict.',
    },
    {
      label: 'Loss',
      value: loss.toFixed(3),
      help: 'How surprised the model was by each next token, on average. Lower is better; perplexity is e to this power.',
    },
  ]
}

function perplexityOf(test: ConversationTest): GenerationTest {
  return { ...test, kind: 'generation' }
}

function testOf({ test }: RunResult): ConversationTest {
  if (test.kind !== 'conversation') throw new Error(`internal: a ${test.kind} test among conversations`)
  return test
}
