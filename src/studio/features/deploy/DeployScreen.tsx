/** The gallery of targets: where the model that answers can be taken, one card each, in groups by who needs it. */
import { useState } from 'react'
import { type ExportOption, wholeOptions } from '../../../shared/catalog/exportOptions.ts'
import { type ExportId, exportCard, exportGroups, modelExportIds } from '../../../shared/catalog/exports.ts'
import type { ExportOptions } from '../../../shared/domain/exports.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { dismissUntaken, refusalIn } from '../../store/deployActions.ts'
import { selectAll, selectDetail, selectUse } from '../../store/selectors.ts'
import type { StudioState, UseState } from '../../store/state.ts'
import { answeringTask, isRunning, stepView } from '../../store/steps.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { DetailSwitch } from '../../ui/DetailSwitch.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { EmptyStep } from '../../ui/EmptyStep.tsx'
import { ErrorNotice, Notice } from '../../ui/Notice.tsx'
import { StepLayout } from '../../ui/StepLayout.tsx'
import { DeployAside } from './DeployAside.tsx'
import styles from './deploy.module.css'
import { Options } from './Options.tsx'
import { StudioCard } from './StudioCard.tsx'
import { saveAll } from './saving.ts'
import { TargetCard } from './TargetCard.tsx'
import { firstTarget, galleryGroups, isOfModel, sharedOptions } from './targets.ts'
import { type Plans, usePlans } from './usePlans.ts'

const title = 'Deploy'
const lead = 'Take the model where it is needed: a page for others, an app, Python, or a copy for yourself.'

export function DeployScreen() {
  const task = answeringTask(useStudio(selectUse).answering)
  return task === null ? <NothingToDeploy /> : <Gallery task={task} />
}

type Chosen = Readonly<Partial<Record<ExportId, ExportOptions>>>

function Gallery({ task }: { readonly task: TaskId }) {
  const use = useStudio(selectUse)
  const running = useStudio(selectRunning)
  const detail = useStudio(selectDetail)
  const [chosen, setChosen] = useState<Chosen>({})
  const busy = running || use.status !== 'idle'
  const plans = usePlans(use.answering, busy)
  const optionsOf = (id: ExportId) => chosen[id] ?? wholeOptions(exportCard(id).options ?? [])
  const first = firstTarget(plans)
  const given = {
    ...{ task, plans, optionsOf, busy, first, whole: detail === 'expert' },
    onOptions: (ids: readonly ExportId[], options: ExportOptions) =>
      setChosen((before) => ({ ...before, ...Object.fromEntries(ids.map((id) => [id, options])) })),
  }
  const exporting = use.exporting?.what ?? null
  const ready = modelExportIds.every((id) => plans[id])
  return (
    <div data-ready={ready ? 'targets' : undefined}>
      <StepLayout
        title={title}
        lead={lead}
        tools={<DetailSwitch value={detail} onChange={actions.setDetail} />}
        aside={<DeployAside first={first} optionsOf={optionsOf} busy={busy} />}
      >
        <Failure />
        {use.status !== 'idle' && <p className={styles.waits}>{waits[use.status]}</p>}
        {running && (
          <Notice>
            <p>A run is under way. Downloads wait until it is over.</p>
          </Notice>
        )}
        {galleryGroups().map(({ id, targets }) => {
          const { title: name, use: what, folded } = exportGroups[id]
          const cards = <Cards targets={targets} {...given} />
          return (
            <section key={id} className={styles.group} data-group={id} aria-labelledby={`group-${id}`}>
              <div className={styles.groupHead}>
                <h2 id={`group-${id}`}>{name}</h2>
                <p>{what}</p>
              </div>
              {folded && detail === 'simple' ? (
                <Disclosure
                  label={targets.map((target) => exportCard(target).title).join(' · ')}
                  action={`show-${id}`}
                  open={exporting !== null && targets.includes(exporting)}
                >
                  {cards}
                </Disclosure>
              ) : (
                cards
              )}
            </section>
          )
        })}
      </StepLayout>
    </div>
  )
}

/** Why the buttons cannot be pressed. */
const waits: Readonly<Record<Exclude<UseState['status'], 'idle'>, string>> = {
  exporting: 'One download at a time: the others wait for this one.',
  importing: 'A saved model is being opened. Downloads wait until it answers.',
  predicting: 'The model is answering on Use. Downloads wait until it is done.',
  generating: 'The model is writing on Use. Downloads wait until it is done.',
}

interface CardsProps {
  readonly targets: readonly ExportId[]
  readonly task: TaskId
  readonly plans: Plans
  readonly optionsOf: (id: ExportId) => ExportOptions
  readonly onOptions: (ids: readonly ExportId[], options: ExportOptions) => void
  readonly busy: boolean
  readonly whole: boolean
  readonly first: ExportId | null
}

function Cards({ targets, plans, optionsOf, onOptions, first, ...rest }: CardsProps) {
  const shared = sharedOptions(targets)
  return (
    <>
      {shared && <SharedOptions {...{ shared, targets, plans, optionsOf, onOptions }} {...rest} />}
      <div className={styles.cards}>
        {targets.map((id) => {
          const own = { options: optionsOf(id), onOptions: (options: ExportOptions) => onOptions([id], options) }
          if (!isOfModel(id)) return <StudioCard key={id} what={id} {...own} />
          return (
            <TargetCard
              key={id}
              what={id}
              plan={plans[id]}
              first={id === first}
              asked={shared === null}
              {...own}
              {...rest}
            />
          )
        })}
      </div>
    </>
  )
}

interface SharedOptionsProps extends Omit<CardsProps, 'task' | 'first'> {
  readonly shared: readonly ExportOption[]
}

/** Said once above the cards that it is for, folded at first; not at all where this model can leave as none of them. */
function SharedOptions({ shared, targets, plans, optionsOf, onOptions, busy, whole }: SharedOptionsProps) {
  const [first] = targets
  if (first === undefined || targets.every((id) => isOfModel(id) && refusalIn(plans[id]) !== null)) return null
  const values = optionsOf(first)
  const names = shared.map(({ label }) => label).join(' · ')
  return (
    <div className={styles.shared} data-shared={first}>
      <Disclosure label="What the page says" note={names} action={`shared-${first}`} open={whole}>
        <Options
          options={shared}
          values={values}
          disabled={busy}
          onChange={(key, value) => onOptions(targets, { ...values, [key]: value })}
        />
      </Disclosure>
    </div>
  )
}

/** Files that answer otherwise were not saved; whoever wants them all the same may have them. */
function Failure() {
  const untaken = useStudio(selectUntaken)
  const ofProject = useStudio(selectProjectError)
  return (
    <>
      {untaken && (
        <ErrorNotice
          error={untaken.error}
          action={
            untaken.error.code === 'export-differs'
              ? { label: 'Save it anyway', onPress: () => void saveAll(untaken.what, untaken.options, true) }
              : undefined
          }
          onDismiss={() => actions.by(dismissUntaken)}
        />
      )}
      {ofProject && <ErrorNotice error={ofProject} onDismiss={actions.dismiss.runs} />}
    </>
  )
}

const selectUntaken = ({ use }: StudioState) => use.untaken
const selectProjectError = ({ runs }: StudioState) => runs.error
const selectRunning = ({ run }: StudioState) => isRunning(run)

/** Before there is a model: what will be here, and the way there. */
function NothingToDeploy() {
  const { missing } = stepView(useStudio(selectAll), 'deploy')
  return (
    <EmptyStep
      title={title}
      lead={lead}
      picture={<Parcel />}
      nothing="Nothing to deploy yet"
      missing={missing}
      onGo={actions.goTo}
    >
      <Button data-action="go-use" onPress={() => actions.goTo('use')}>
        Open a saved model
      </Button>
    </EmptyStep>
  )
}

/** A box, with a page, a program and a file around it. */
function Parcel() {
  return (
    <svg aria-hidden="true" width="200" height="96" viewBox="0 0 200 96" fill="none" strokeWidth="2">
      <path d="M70 38l30-14 30 14v34l-30 14-30-14z" stroke="var(--border-strong)" />
      <path d="M70 38l30 14 30-14M100 52v34" stroke="var(--border-strong)" />
      <path d="M85 31l30 14" stroke="var(--ember-2)" />
      <path
        d="M60 56H34m0 0l8-6m-8 6l8 6M140 56h26m0 0l-8-6m8 6l-8 6M100 18V4m0 0l-6 7m6-7l6 7"
        stroke="var(--series-1)"
      />
      <rect x="4" y="42" width="22" height="28" rx="3" stroke="var(--ice-2)" />
      <path d="M9 50h12M9 56h12M9 62h7" stroke="var(--ice-2)" />
      <path d="M180 48l-6 8 6 8M190 48l6 8-6 8" stroke="var(--ice-2)" />
    </svg>
  )
}
