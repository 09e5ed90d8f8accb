/** What model leaves, and the one target for whoever does not know which. */
import { Download } from 'lucide-react'
import { methodCard } from '../../../methods/cards.ts'
import { type ExportId, exportCard, type ModelExportId } from '../../../shared/catalog/exports.ts'
import { modelCard } from '../../../shared/catalog/models.ts'
import type { ExportOptions } from '../../../shared/domain/exports.ts'
import { capital } from '../../../shared/messages/capital.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { Answering, StudioState } from '../../store/state.ts'
import { answeringTask, stepView } from '../../store/steps.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import styles from './deploy.module.css'
import { saveAll } from './saving.ts'
import { openTargets } from './targets.ts'

export interface DeployAsideProps {
  /** What is offered to whoever does not know; null where nothing for everybody is possible. */
  readonly first: ModelExportId | null
  readonly optionsOf: (id: ExportId) => ExportOptions
  readonly busy: boolean
}

export function DeployAside({ first, optionsOf, busy }: DeployAsideProps) {
  const facts = useStudio(selectFacts)
  const asked = useStudio(selectAsked)
  return (
    <>
      <Card title="Your model">
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
        <Button data-action="go-use" onPress={() => actions.goTo('use')}>
          {asked ? 'Try it again' : 'Try it first'}
        </Button>
        <p className={styles.unsure}>{first ? `Not sure what you need? ${unsure(first)}` : otherwise()}</p>
      </Card>
      {first ? (
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
      ) : (
        <Button variant="primary" wide data-action="go-tune" onPress={() => actions.goTo('tune')}>
          Go to Tune
        </Button>
      )}
    </>
  )
}

/** "Begin with “One page”. A single file that anybody can open and ask." */
function unsure(first: ExportId): string {
  const { title, use } = exportCard(first)
  return `Begin with “${title}”. ${use}`
}

/** "It cannot be downloaded as “One page” or “The whole model”. Choose another card, or train by another method." */
function otherwise(): string {
  const [last, ...before] = openTargets()
    .map((id) => `“${exportCard(id).title}”`)
    .reverse()
  const titles = [before.reverse().join(', '), last].filter(Boolean).join(' or ')
  return `It cannot be downloaded as ${titles}. Choose another card, or train by another method.`
}

const selectAsked = (state: StudioState) => stepView(state, 'use').state === 'done'

/** "Thaw vision, LoRA" */
function modelLine({ run, runs }: StudioState, answering: Answering): string {
  if (answering.kind === 'imported') return answering.summary.title
  const { runId, method } = answering
  const under = run.status !== 'idle' && run.log.runId === runId ? run.log : null
  const id = (under ?? runs.runs.find((each) => each.id === runId))?.recipe.model.id
  const title = id === undefined ? null : (modelCard(id)?.title ?? id)
  return [title, methodCard(method).title].filter(Boolean).join(', ')
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
    ['Model', modelLine(state, answering)],
    ['For', capital(words.doing)],
    ...(classes > 0 && words.classes ? [[capital(words.classes[1]), String(classes)]] : []),
    // The name beside it says of what.
    ...(tested ? [['Test', score.line(run.result.test).replace(' on the test', '')]] : []),
  ]
  return facts.map((fact) => fact.join('\t')).join('\n')
}
