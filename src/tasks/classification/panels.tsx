/** What the page shows of one class among several: pictures or texts. */

import type { RunResult } from '../../shared/domain/run.ts'
import { capital } from '../../shared/messages/capital.ts'
import { DataClasses } from '../../studio/features/data/DataClasses.tsx'
import { ClassifiedTest } from '../../studio/features/evaluate/ClassifiedTest.tsx'
import { ClassJudgement } from '../../studio/features/evaluate/ClassJudgement.tsx'
import { classPaper } from '../../studio/features/evaluate/report/classPaper.ts'
import { Answer } from '../../studio/features/use/Answer.tsx'
import { AskPicture } from '../../studio/features/use/AskPicture.tsx'
import { AskText } from '../../studio/features/use/AskText.tsx'
import type { TaskPanels, TestFigure } from '../../studio/store/taskPanels.ts'
import { exampleWords } from '../../studio/store/taskWords.ts'
import { shareText } from '../taskFigures.ts'
import type { ClassificationTest } from './card.ts'
import { LiveClasses } from './LiveClasses.tsx'

const shared: Pick<TaskPanels, 'data' | 'evaluate'> = {
  data: { Examples: ({ summary }) => <DataClasses {...summary} /> },
  evaluate: {
    Test: ({ result }) => <ClassifiedTest result={result} test={testOf(result)} example={wordsOf(result)} />,
    Judgement: ({ result }) => <ClassJudgement result={result} test={testOf(result)} example={wordsOf(result)} />,
    figures,
    paper: (source) => classPaper(testOf(source.result), source),
  },
}

export const imagePanels: TaskPanels = {
  ...shared,
  watch: {
    preparing: 'Each picture is prepared once. Then training begins.',
    Examples: LiveClasses,
  },
  use: {
    title: 'What is it?',
    lead: 'Show it a new picture. It stays on this device.',
    Ask: ({ use }) => (
      <AskPicture use={use}>
        <Answer use={use} waiting="Looking …" />
      </AskPicture>
    ),
  },
}

export const textPanels: TaskPanels = {
  ...shared,
  watch: {
    preparing: 'Each text is prepared once. Then training begins.',
    Examples: LiveClasses,
  },
  use: {
    title: 'Which is it?',
    lead: 'Give it a new text. It stays on this device.',
    Ask: ({ use }) => (
      <AskText use={use}>
        <Answer use={use} waiting="Reading …" />
      </AskText>
    ),
  },
}

function figures(result: RunResult): readonly TestFigure[] {
  const { n, accuracy, loss } = testOf(result)
  const { many } = wordsOf(result)
  return [
    { label: capital(many), value: n.toLocaleString('en') },
    { label: 'Accuracy', value: shareText(accuracy) },
    {
      label: 'Loss',
      value: loss.toFixed(3),
      help: 'How surprised the model was by the true answers: low when it is sure and right, high when it is sure and wrong.',
    },
  ]
}

function wordsOf({ recipe }: RunResult) {
  return exampleWords(recipe.task)
}

function testOf({ test }: RunResult): ClassificationTest {
  if (test.kind !== 'classification') throw new Error(`internal: a ${test.kind} test among classes`)
  return test
}
