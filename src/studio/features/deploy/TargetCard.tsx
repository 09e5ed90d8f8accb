/** One target for the model that answers: what it is for, its size, why not, its button, and how its files were proved. */
import { CircleCheck, Download } from 'lucide-react'
import { useRef } from 'react'
import { type ExportCard, exportCard, exportGroups, type ModelExportId } from '../../../shared/catalog/exports.ts'
import type { ExportOptions, ExportPlan } from '../../../shared/domain/exports.ts'
import type { WireError } from '../../../shared/messages/errors.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { callOff, type PlanAnswer, refusalIn } from '../../store/deployActions.ts'
import type { JobProgress } from '../../store/jobProgress.ts'
import type { StudioState, Taken } from '../../store/state.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { about, formatBytes } from '../../ui/format.ts'
import { StageProgress } from '../../ui/StageProgress.tsx'
import { useSay } from '../../ui/useSay.ts'
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx'
import styles from './deploy.module.css'
import { Options } from './Options.tsx'
import { proofWords } from './proofWords.ts'
import { Snippets } from './Snippets.tsx'
import { saveAll, saveOne } from './saving.ts'
import { needsWords, singleFiles } from './targets.ts'
import { useFocusAlong } from './useFocusAlong.ts'

export interface TargetCardProps {
  readonly what: ModelExportId
  readonly task: TaskId
  /** Absent until the engine has answered. */
  readonly plan: PlanAnswer | undefined
  readonly options: ExportOptions
  readonly onOptions: (options: ExportOptions) => void
  readonly busy: boolean
  /** Whether everything is shown. */
  readonly whole: boolean
  /** Offered to whoever does not know: the screen's own button does the same. */
  readonly first: boolean
  /** Whether its options stand on the card itself, and not above all that share them. */
  readonly asked: boolean
}

export function TargetCard({ what, task, plan, options, onOptions, busy, whole, first, asked }: TargetCardProps) {
  const card: ExportCard = exportCard(what)
  const exporting = useStudio(selectExporting)
  const taken = useStudio(selectTaken)[what]
  const refused = refusalIn(plan)
  const known = plan?.ok ? plan.plan : null
  const working = exporting?.what === what
  const box = useRef<HTMLElement>(null)
  useFocusAlong(working, box, [`[data-action="${card.action}"]`, '[data-action="deploy-first"]'])
  return (
    <section
      ref={box}
      className={styles.target}
      data-choice={what}
      data-first={first || undefined}
      data-refused={refused !== null || undefined}
    >
      <div className={styles.targetHead}>
        <h3>{card.title}</h3>
        <Size taken={taken} plan={plan} />
      </div>
      {first && <p className={styles.start}>Start here if unsure</p>}
      <p className={styles.use}>
        {card.use}
        {known?.note && ` ${known.note}`}
      </p>
      {refused ? <Refusal error={refused} /> : whole && <p className={styles.needs}>{needsWords(card.needs)}</p>}
      {card.options && asked && !refused && (
        <Options
          options={card.options}
          values={options}
          disabled={busy}
          onChange={(key, value) => onOptions({ ...options, [key]: value })}
        />
      )}
      {working ? (
        <Working progress={exporting.progress} />
      ) : (
        <Button
          icon={Download}
          data-own=""
          data-action={card.action}
          isDisabled={busy || refused !== null}
          onPress={() => void saveAll(what, options)}
        >
          {card.button}
        </Button>
      )}
      <Proof {...{ card, taken, task, working }} whole={whole && !refused} />
      {!refused && <More what={what} task={task} plan={known} options={options} busy={busy} whole={whole} />}
    </section>
  )
}

const selectExporting = ({ use }: StudioState) => use.exporting
const selectTaken = ({ use }: StudioState) => use.taken

function Size({ taken, plan }: { taken: Taken | undefined; plan: PlanAnswer | undefined }) {
  if (refusalIn(plan)) return <span className={styles.chip}>Not for this model</span>
  if (taken) return <span className={styles.chip}>{formatBytes(taken.bytes)}</span>
  if (!plan) return <span className={styles.chip}>{'\u00a0'}</span>
  const bytes = plan.ok ? plan.plan.bytes : null
  return <span className={styles.chip}>{bytes === null ? 'Size not known yet' : about(formatBytes(bytes))}</span>
}

function Refusal({ error }: { readonly error: WireError }) {
  const [what, advice] = useSay().sayError(error)
  return (
    <div className={styles.refusal} data-refusal={error.code}>
      <p>
        {what} <strong>{advice}</strong>
      </p>
      <Button data-action="go-tune" onPress={() => actions.goTo('tune')}>
        Go to Tune
      </Button>
    </div>
  )
}

function Working({ progress }: { readonly progress: JobProgress | null }) {
  return <StageProgress progress={progress} onCancel={() => actions.by(callOff)} />
}

interface ProofProps {
  readonly card: ExportCard
  readonly taken: Taken | undefined
  readonly task: TaskId
  readonly working: boolean
  readonly whole: boolean
}

/** What was found once it is saved, and for whoever listens, that it has begun; before that, whoever sees everything is told how it is going to be checked. */
function Proof({ card: { proof, title }, taken, task, working, whole }: ProofProps) {
  const { say } = useSay()
  const checked = !working && taken?.proof?.status === 'checked'
  const elsewhere = proof !== null && proof !== 'here' ? proof.elsewhere : null
  const before = whole ? (elsewhere ?? 'Before it is saved, it is read back and asked about examples.') : ''
  const found = taken?.proof ? proofWords(taken.proof, task, say) : taken ? `Saved. ${elsewhere ?? 'Not checked.'}` : ''
  return (
    <p
      role="status"
      className={styles.proof}
      data-proof={working ? undefined : taken?.proof?.status}
      data-checked={checked || undefined}
    >
      {checked && <CircleCheck size={16} aria-hidden="true" />}
      {working ? <VisuallyHidden>{title} is being made.</VisuallyHidden> : <span>{found || before}</span>}
    </p>
  )
}

interface MoreProps extends Pick<TargetCardProps, 'what' | 'task' | 'options' | 'busy' | 'whole'> {
  readonly plan: ExportPlan | null
}

function More({ what, task, plan, options, busy, whole }: MoreProps) {
  const files = singleFiles(what, task, plan?.files ?? null)
  const snippets = plan?.snippets ?? []
  const { title } = exportCard(what)
  return (
    <>
      {snippets.length > 0 && (whole || exportGroups[exportCard(what).group].folded) && (
        <Disclosure label="Code for it" spoken={`Code for it: ${title}`} action={`code-${what}`} lazy>
          <Snippets snippets={snippets} of={title} />
        </Disclosure>
      )}
      {files.length > 0 && (
        <Disclosure label="Single files" spoken={`Single files: ${title}`} action={`files-${what}`}>
          <ul className={styles.files}>
            {files.map(({ name, holds }) => (
              <li key={name}>
                <Button
                  variant="quiet"
                  data-file={name}
                  isDisabled={busy}
                  onPress={() => void saveOne(what, options, name)}
                >
                  {name}
                </Button>
                <span>{holds}</span>
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </>
  )
}
