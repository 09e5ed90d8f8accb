/** What the page shows of labels of which any number may hold: pictures or texts. */

import type { RunResult } from '../../shared/domain/run.ts'
import { capital } from '../../shared/messages/capital.ts'
import { DataClasses } from '../../studio/features/data/DataClasses.tsx'
import { LabelJudgement } from '../../studio/features/evaluate/labels/LabelJudgement.tsx'
import { LabelledTest } from '../../studio/features/evaluate/labels/LabelledTest.tsx'
import { labelPaper } from '../../studio/features/evaluate/labels/labelPaper.ts'
import { AskPicture } from '../../studio/features/use/AskPicture.tsx'
import { AskText } from '../../studio/features/use/AskText.tsx'
import { LabelAnswer } from '../../studio/features/use/LabelAnswer.tsx'
import type { TaskPanels, TestFigure } from '../../studio/store/taskPanels.ts'
import { exampleWords } from '../../studio/store/taskWords.ts'
import { shareText } from '../taskFigures.ts'
import type { MultiLabelTest } from './card.ts'
import { LiveLabels } from './LiveLabels.tsx'

const shared: Pick<TaskPanels, 'data' | 'evaluate'> = {
  data: { Examples: ({ summary }) => <DataClasses {...summary} /> },
  evaluate: {
    Test: ({ result }) => <LabelledTest result={result} test={testOf(result)} example={wordsOf(result)} />,
    Judgement: ({ result }) => <LabelJudgement test={testOf(result)} example={wordsOf(result)} />,
    figures,
    paper: ({ result }) => labelPaper(testOf(result), wordsOf(result).many),
  },
}

export const imagePanels: TaskPanels = {
  ...shared,
  watch: {
    preparing: 'Each picture is prepared once. Then training begins.',
    Examples: LiveLabels,
  },
  use: {
    title: 'Which labels fit?',
    lead: 'Show it a new picture. It stays on this device.',
    Ask: ({ use }) => (
      <AskPicture use={use}>
        <LabelAnswer use={use} waiting="Looking …" />
      </AskPicture>
    ),
  },
}

export const textPanels: TaskPanels = {
  ...shared,
  watch: {
    preparing: 'Each text is prepared once. Then training begins.',
    Examples: LiveLabels,
  },
  use: {
    title: 'Which labels fit?',
    lead: 'Give it a new text. It stays on this device.',
    Ask: ({ use }) => (
      <AskText use={use}>
        <LabelAnswer use={use} waiting="Reading …" />
      </AskText>
    ),
  },
}

function figures(result: RunResult): readonly TestFigure[] {
  const { n, loss, macroF1, mAP, exactMatch } = testOf(result)
  const { many } = wordsOf(result)
  return [
    { label: capital(many), value: n.toLocaleString('en') },
    {
      label: 'Macro F1',
      value: shareText(macroF1),
      help: 'The mean over all labels: rare ones count as much as frequent ones.',
    },
    {
      label: 'mAP',
      value: mAP === null ? '–' : shareText(mAP),
      help: 'Mean average precision: how well the examples of each label are ranked above the others. It needs no threshold.',
    },
    {
      label: 'All labels correct',
      value: shareText(exactMatch),
      help: `The share of ${many} whose labels are all correct.`,
    },
    {
      label: 'Loss',
      value: loss.toFixed(3),
      help: 'How surprised the model was by the true labels: low when it is sure and right, high when it is sure and wrong.',
    },
  ]
}

function wordsOf({ recipe }: RunResult) {
  return exampleWords(recipe.task)
}

function testOf({ test }: RunResult): MultiLabelTest {
  if (test.kind !== 'multi-label') throw new Error(`internal: a ${test.kind} test among labels`)
  return test
}
