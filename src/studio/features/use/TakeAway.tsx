import { Download } from 'lucide-react'
import { exportCard, exportCards } from '../../../shared/catalog/exports.ts'
import { fileNameIn, withoutExtension } from '../../../shared/catalog/formats.ts'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import type { JobProgress } from '../../store/jobProgress.ts'
import type { StudioState } from '../../store/state.ts'
import { actions, useStudio } from '../../store/studio.ts'
import type { AdapterPeek, TakenAway } from '../../store/useActions.ts'
import { zipFiles } from '../../store/zipFiles.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { download } from '../../ui/download.ts'
import { Progress } from '../../ui/Progress.tsx'
import { useSay } from '../../ui/useSay.ts'
import { type Answers, type Offer, offersOf, type SingleFile } from './taking.ts'
import styles from './use.module.css'

export interface TakeAwayProps {
  readonly answers: Answers
  /** The adapter's files; null until the engine has answered. */
  readonly peek: AdapterPeek | null
  /** Of the model's zip; what else is taken has it with a word more. */
  readonly name: string
  readonly busy: boolean
}

/** What there is to keep: the whole model, what was learned apart from it, the run as a Python project. */
export function TakeAway({ answers, peek, name, busy }: TakeAwayProps) {
  return (
    <Card title="Download">
      <div className={styles.choices}>
        {offersOf(answers, peek).map(([what, offer]) => (
          <Choice key={what} what={what} offer={offer} name={name} busy={busy} />
        ))}
      </div>
    </Card>
  )
}

interface ChoiceProps extends Pick<TakeAwayProps, 'name' | 'busy'> {
  readonly what: TakenAway
  readonly offer: Offer
}

function Choice({ what, offer: { title, sentence, refused, files }, name, busy }: ChoiceProps) {
  const { action, button } = exportCards[what]
  const exporting = useStudio(selectExporting)
  return (
    <section className={styles.choice} data-choice={what}>
      <h3>{title}</h3>
      <p className={styles.small}>{sentence}</p>
      {exportCard(what).watched && exporting?.what === what ? (
        <Writing progress={exporting.progress} />
      ) : (
        <Button
          wide
          icon={Download}
          data-action={action}
          isDisabled={busy || refused}
          onPress={() => void saveAll(what, name)}
        >
          {button}
        </Button>
      )}
      {exportCards[what].singles && files.length > 0 && (
        <Disclosure label="Single files" action={`files-${what}`}>
          <ul className={styles.files}>
            {files.map((file) => (
              <li key={file.name}>
                <Button
                  variant="quiet"
                  data-file={file.name}
                  isDisabled={busy}
                  onPress={() => void saveOne(what, file)}
                >
                  {file.name}
                </Button>
                <span>{file.holds}</span>
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </section>
  )
}

const selectExporting = ({ use }: StudioState) => use.exporting

function Writing({ progress }: { readonly progress: JobProgress | null }) {
  const { say } = useSay()
  return (
    <Progress
      label={progress ? say(progress.stage) : 'Beginning'}
      done={progress?.done ?? 0}
      total={progress?.total ?? 0}
      unit={progress?.unit ?? 'bytes'}
      since={progress?.since}
      onCancel={() => actions.cancel('export')}
    />
  )
}

/** Everything in one zip. */
async function saveAll(what: TakenAway, name: string): Promise<void> {
  await save(what, async (exported) => download(zipName(what, name), await zipFiles(exported)))
}

async function saveOne(what: TakenAway, wanted: SingleFile): Promise<void> {
  await save(what, (exported) => {
    const file = exported.find(({ name }) => name === wanted.name)
    if (file) download(file.name, file.blob)
  })
}

async function save(what: TakenAway, how: (exported: readonly ExportedFile[]) => Promise<void> | void): Promise<void> {
  const exported = await actions.exportModel(what)
  if (exported) await how(exported)
}

function zipName(what: TakenAway, name: string): string {
  return fileNameIn('zip', `${withoutExtension(name, 'archive')}${exportCards[what].suffix}`)
}
