import { capital } from '../../../shared/messages/capital.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import type { ReadyPlan } from '../../store/comparePlan.ts'
import { type ComparisonPlan, contenderTitle, type SeedCount, seedCounts } from '../../store/compareState.ts'
import { comparing } from '../../store/comparing.ts'
import { Card } from '../../ui/Card.tsx'
import { Choices } from '../../ui/Choices.tsx'
import styles from './compare.module.css'
import { labelsText } from './compareWords.ts'

export interface PlanCardProps {
  readonly ready: ReadyPlan
  readonly plan: ComparisonPlan
  readonly task: TaskId
  /** Whether there was a comparison before. */
  readonly again: boolean
}

/** What is to be compared, on how many labels, with how many seeds. */
export function PlanCard({ ready, plan, task, again }: PlanCardProps) {
  const { fitting, contenders, offered, levels } = ready
  const { many: amount, perClass } = taskCard(task).words.amount
  return (
    <Card title={again ? 'What to compare next' : 'What to compare'}>
      <div className={styles.plan}>
        <Choices
          kind="one"
          name="kind"
          legend="Question"
          choices={[
            { value: 'methods', label: 'Which method?', note: `Side by side, on all ${amount}` },
            { value: 'labels', label: `How many ${amount}?`, note: `Each method at growing numbers of ${amount}` },
          ]}
          chosen={[plan.kind]}
          onChoose={([kind]) => comparing.plan({ kind: kind === 'labels' ? 'labels' : 'methods' })}
        />
        <Choices
          kind="many"
          name="contender"
          legend="Methods"
          choices={fitting.map(({ id, refusal }) => ({
            value: id,
            label: contenderTitle(id),
            ...(id === 'scratch' && { note: 'For comparison: full, from random weights' }),
            refusal,
          }))}
          chosen={contenders}
          onChoose={(chosen) =>
            comparing.plan({ contenders: fitting.flatMap(({ id }) => (chosen.includes(id) ? [id] : [])) })
          }
        />
        {plan.kind === 'labels' && (
          <Choices
            kind="many"
            name="level"
            legend={`${capital(amount)}${perClass ? ' a class' : ''} to train on`}
            choices={offered.map((level) => ({
              value: String(level),
              label: level === 0 ? capital(labelsText(task, 0)) : String(level),
            }))}
            chosen={levels.map(String)}
            onChoose={(chosen) => comparing.plan({ levels: chosen.map(Number) })}
          />
        )}
        <Choices
          kind="one"
          name="seeds"
          legend="Seeds"
          choices={seedCounts.map((count) => ({ value: String(count), label: String(count), note: seedNotes[count] }))}
          chosen={[String(plan.seeds)]}
          onChoose={([count]) =>
            comparing.plan({ seeds: seedCounts.find((known) => String(known) === count) ?? plan.seeds })
          }
        />
      </div>
    </Card>
  )
}

const seedNotes: Record<SeedCount, string> = {
  1: 'A first look; says nothing about chance',
  3: 'Shows the spread',
  5: 'A steadier spread, for a paper',
}
