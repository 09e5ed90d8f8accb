/** What model leaves, and the one target for whoever does not know which. */
import { Download } from 'lucide-react'
import { type ExportId, exportCard } from '../../../shared/catalog/exports.ts'
import type { ExportOptions } from '../../../shared/domain/exports.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { StudioState } from '../../store/state.ts'
import { answeringTask } from '../../store/steps.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { capital } from '../../ui/format.ts'
import styles from './deploy.module.css'
import { saveAll } from './saving.ts'
import { firstTarget } from './targets.ts'
import type { Plans } from './usePlans.ts'

export interface DeployAsideProps {
  readonly plans: Plans
  readonly optionsOf: (id: ExportId) => ExportOptions
  readonly busy: boolean
}

export function DeployAside({ plans, optionsOf, busy }: DeployAsideProps) {
  const facts = useStudio(selectFacts)
  const first = firstTarget(plans)
  return (
    <>
      <Card title="What leaves">
        <dl className={styles.facts}>
          {facts.split('\n').map((fact) => {
            const [name = '', value = ''] = fact.split('\t')
            return (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <bdi>{value}</bdi>
                </dd>
              </div>
            )
          })}
        </dl>
        <Button variant="quiet" data-action="go-use" onPress={() => actions.goTo('use')}>
          Try it once more
        </Button>
        {first && <p className={styles.unsure}>Not sure what you need? {unsure(first)}</p>}
      </Card>
      {first && (
        <Button
          variant="primary"
          wide
          icon={Download}
          data-action="deploy-first"
          isDisabled={busy}
          onPress={() => {
            document.querySelector(`[data-choice="${first}"]`)?.scrollIntoView({ block: 'nearest' })
            void saveAll(first, optionsOf(first))
          }}
        >
          {exportCard(first).button}
        </Button>
      )}
    </>
  )
}

/** "“The whole model” does for most: to open it here again, on this device or another." */
function unsure(first: ExportId): string {
  const { title, use } = exportCard(first)
  return `Begin with “${title}”. ${use}`
}

/** A text, so that nothing is drawn anew while it is the same. */
function selectFacts(state: StudioState): string {
  const { answering } = state.use
  const task = answeringTask(answering)
  if (!answering || task === null) return ''
  const { words, score } = taskCard(task)
  const classes = answering.kind === 'run' ? answering.classes : (answering.summary.labels?.length ?? 0)
  const { run } = state
  const tested = answering.kind === 'run' && run.status === 'finished' && run.result.runId === answering.runId
  const facts = [
    ['Model', answering.kind === 'run' ? 'The model of this run' : answering.summary.title],
    ['For', capital(words.doing)],
    ...(classes > 0 && words.classes ? [[capital(words.classes[1]), String(classes)]] : []),
    ...(tested ? [['Test', score.line(run.result.test)]] : []),
  ]
  return facts.map((fact) => fact.join('\t')).join('\n')
}
