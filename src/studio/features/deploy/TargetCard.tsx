/** One target for the model that answers: what it is for, its size, why not, its button, and how its files were proved. */
import { CircleCheck, Download } from 'lucide-react'
import { type ExportCard, exportCard, exportGroups, type ModelExportId } from '../../../shared/catalog/exports.ts'
import type { ExportOptions, ExportPlan } from '../../../shared/domain/exports.ts'
import type { WireError } from '../../../shared/messages/errors.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { callOff, type PlanAnswer } from '../../store/deployActions.ts'
import type { JobProgress } from '../../store/jobProgress.ts'
import type { StudioState, Taken } from '../../store/state.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { about, formatBytes } from '../../ui/format.ts'
import { Progress } from '../../ui/Progress.tsx'
import { useSay } from '../../ui/useSay.ts'
import styles from './deploy.module.css'
import { Options } from './Options.tsx'
import { proofWords } from './proofWords.ts'
import { Snippets } from './Snippets.tsx'
import { saveAll, saveOne } from './saving.ts'
import { singleFiles } from './targets.ts'

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
}

export function TargetCard({ what, task, plan, options, onOptions, busy, whole }: TargetCardProps) {
  const card: ExportCard = exportCard(what)
  const exporting = useStudio(selectExporting)
  const taken = useStudio(selectTaken)[what]
  const refused = plan?.ok === false ? plan.error : null
  const known = plan?.ok ? plan.plan : null
  const working = exporting?.what === what
  return (
    <section className={styles.target} data-choice={what} data-refused={refused !== null || undefined}>
      <div className={styles.targetHead}>
        <h3>{card.title}</h3>
        <Size taken={taken} plan={known} refused={refused !== null} />
      </div>
      <p className={styles.use}>
        {card.use}
        {known?.note && ` ${known.note}`}
      </p>
      {refused ? <Refusal error={refused} /> : whole && <p className={styles.needs}>Needs: {inClause(card.needs)}</p>}
      {card.options && !refused && (
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
          data-action={card.action}
          isDisabled={busy || refused !== null}
          onPress={() => void saveAll(what, options)}
        >
          {card.button}
        </Button>
      )}
      <Proof card={card} taken={taken} task={task} whole={whole && !refused} />
      {!refused && <More what={what} task={task} plan={known} options={options} busy={busy} whole={whole} />}
    </section>
  )
}

const selectExporting = ({ use }: StudioState) => use.exporting
const selectTaken = ({ use }: StudioState) => use.taken

function Size(props: { taken: Taken | undefined; plan: ExportPlan | null; refused: boolean }) {
  const { taken, plan, refused } = props
  if (refused) return <span className={styles.chip}>Not for this model</span>
  if (taken) return <span className={styles.chip}>{formatBytes(taken.bytes)}</span>
  if (!plan) return <span className={styles.chip}>{'\u00a0'}</span>
  return <span className={styles.chip}>{plan.bytes === null ? 'Size follows' : about(formatBytes(plan.bytes))}</span>
}

function Refusal({ error }: { readonly error: WireError }) {
  const [what, advice] = useSay().sayError(error)
  return (
    <p className={styles.refusal} data-refusal={error.code}>
      {what} <strong>{advice}</strong>
    </p>
  )
}

function Working({ progress }: { readonly progress: JobProgress | null }) {
  const { say } = useSay()
  return (
    <Progress
      label={progress ? say(progress.stage) : 'Beginning'}
      done={progress?.done ?? 0}
      total={progress?.total ?? 0}
      unit={progress?.unit ?? 'bytes'}
      since={progress?.since}
      onCancel={() => actions.by(callOff)}
    />
  )
}

interface ProofProps {
  readonly card: ExportCard
  readonly taken: Taken | undefined
  readonly task: TaskId
  readonly whole: boolean
}

/** What was found once it is saved; before that, whoever sees everything is told how it is going to be checked. */
function Proof({ card: { proof }, taken, task, whole }: ProofProps) {
  const { say } = useSay()
  const checked = taken?.proof?.status === 'checked'
  const elsewhere = proof !== null && proof !== 'here' ? proof.elsewhere : null
  const before = whole ? (elsewhere ?? 'Before it is saved, it is read back and asked about examples.') : ''
  const found = taken?.proof ? proofWords(taken.proof, task, say) : taken ? `Saved. ${elsewhere ?? 'Not checked.'}` : ''
  return (
    <p role="status" className={styles.proof} data-proof={taken?.proof?.status} data-checked={checked || undefined}>
      {checked && <CircleCheck size={16} aria-hidden="true" />}
      <span>{found || before}</span>
    </p>
  )
}

interface MoreProps extends Pick<TargetCardProps, 'what' | 'task' | 'options' | 'busy' | 'whole'> {
  readonly plan: ExportPlan | null
}

function More({ what, task, plan, options, busy, whole }: MoreProps) {
  const files = singleFiles(what, task, plan?.files ?? null)
  const snippets = plan?.snippets ?? []
  return (
    <>
      {snippets.length > 0 && (whole || exportGroups[exportCard(what).group].folded) && (
        <Disclosure label="Code for it" action={`code-${what}`} lazy>
          <Snippets snippets={snippets} />
        </Disclosure>
      )}
      {files.length > 0 && (
        <Disclosure label="Single files" action={`files-${what}`}>
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

/** "a model whose steps ONNX has." */
function inClause(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1)
}
