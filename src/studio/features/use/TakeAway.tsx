import { Download } from 'lucide-react'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import { actions } from '../../store/studio.ts'
import type { TakenAway } from '../../store/useActions.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { download } from '../../ui/download.ts'
import { type AdapterOffer, type Answers, modelFiles, modelRefusal, type SingleFile } from './taking.ts'
import styles from './use.module.css'
import { zipFiles } from './zipFiles.ts'

export interface TakeAwayProps {
  readonly answers: Answers
  /** Of what was learned apart from the model. */
  readonly adapter: AdapterOffer
  /** Of the model's zip; what else is taken has it with a word more. */
  readonly name: string
  readonly busy: boolean
}

/** What there is to keep: the whole model, what was learned apart from it, the run as a Python project. */
export function TakeAway({ answers, adapter, name, busy }: TakeAwayProps) {
  const { hasAdapter, ofRun } = answers
  const refusal = modelRefusal(answers)
  const shared = { name, busy }
  return (
    <Card title="Take it away">
      <div className={styles.choices}>
        <Choice
          what="weights"
          title="The whole model"
          sentence={
            refusal ??
            'In the format that Hugging Face tools read, and that this studio loads back in. Nothing else is needed.'
          }
          button="Download the model"
          action="export-model"
          files={refusal === null ? modelFiles(answers.task) : []}
          refused={refusal !== null}
          {...shared}
        />
        {hasAdapter && (
          <Choice
            what="adapter"
            title={adapter.title}
            sentence={adapter.sentence}
            refused={adapter.refused}
            button="Download the adapter"
            action="export-adapter"
            files={adapter.files}
            {...shared}
          />
        )}
        {ofRun && (
          <Choice
            what="python"
            title="Outgrown the tab?"
            sentence="A Python project repeats this run, from the same start and on the same split, with as many GPUs as there are."
            button="Download the project"
            action="export-python"
            files={[]}
            {...shared}
          />
        )}
      </div>
    </Card>
  )
}

interface ChoiceProps extends Pick<TakeAwayProps, 'name' | 'busy'> {
  readonly what: TakenAway
  readonly title: string
  readonly sentence: string
  readonly button: string
  /** Names the button for automation: `data-action`. */
  readonly action: string
  readonly files: readonly SingleFile[]
  /** The sentence then says why. */
  readonly refused?: boolean
}

function Choice({ what, title, sentence, button, action, files, name, busy, refused = false }: ChoiceProps) {
  return (
    <section className={styles.choice} data-choice={what}>
      <h3>{title}</h3>
      <p className={styles.small}>{sentence}</p>
      <Button
        wide
        icon={Download}
        data-action={action}
        isDisabled={busy || refused}
        onPress={() => void saveAll(what, name)}
      >
        {button}
      </Button>
      {files.length > 0 && (
        <Disclosure label="Single files" action={`files-${what}`}>
          <ul className={styles.files}>
            {files.map((file) => (
              <li key={file.name}>
                <Button look="quiet" data-file={file.name} isDisabled={busy} onPress={() => void saveOne(what, file)}>
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
  return what === 'weights' ? name : name.replace(/\.zip$/, `-${what}.zip`)
}
