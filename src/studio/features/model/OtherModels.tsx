/** Models that are in no gallery: any of the Hugging Face Hub by name or address, or the files of one, dropped here. */
import { FolderOpen } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { DropZone } from 'react-aria-components'
import { familyCards } from '../../../shared/catalog/families.ts'
import type { NamedFile } from '../../../shared/domain/files.ts'
import { adapterAmong } from '../../store/adapterAmong.ts'
import { selectModel } from '../../store/selectors.ts'
import type { ModelState } from '../../store/state.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { filesFromDrop, filesFromInput } from '../../ui/droppedFiles.ts'
import { TextField } from '../../ui/Field.tsx'
import { FileButton } from '../../ui/FileButton.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { StageProgress } from '../../ui/StageProgress.tsx'
import { KeptModels } from './KeptModels.tsx'
import styles from './OtherModels.module.css'

export function OtherModels({ locked }: { readonly locked: boolean }) {
  const model = useStudio(selectModel)
  const busy = locked || model.status === 'loading'
  return (
    <Card title="Any other model">
      <div className={styles.ways}>
        <ByReference busy={busy} model={model} />
        <ByFolder busy={busy} model={model} />
      </div>
      <KeptModels locked={busy} />
    </Card>
  )
}

/** What can be fetched by its name, each once. */
const families = [...new Set(Object.values(familyCards).flatMap(({ title }) => title ?? []))]

function ByReference({ busy, model }: WayProps) {
  const [text, setText] = useState('')
  const load = (event: FormEvent) => {
    event.preventDefault()
    if (!busy) void actions.loadReference(text)
  }
  return (
    <form className={styles.way} onSubmit={load}>
      <div className={styles.line}>
        <TextField
          label="Any model from the Hugging Face Hub"
          help={`Its name, such as google-bert/bert-base-uncased, or its address. These work: ${families.join(', ')}.`}
          name="reference"
          value={text}
          placeholder="owner/name or an address"
          onText={(typed) => {
            setText(typed)
            return null
          }}
        />
        <Button type="submit" data-action="load-reference" isDisabled={busy || text.trim() === ''}>
          Load
        </Button>
      </div>
      <Outcome model={model} from="reference" retry={() => void actions.loadReference(text)} />
    </form>
  )
}

function ByFolder({ busy, model }: WayProps) {
  const load = async (files: readonly NamedFile[]) => {
    if (files.length === 0) return
    if (await adapterAmong(files)) await actions.bringAdapter(files)
    else await actions.loadFolder(files)
  }
  return (
    <div className={styles.way}>
      <DropZone
        className={styles.zone ?? ''}
        aria-label="Add the files of a model"
        isDisabled={busy}
        onDrop={async ({ items }) => void load(await filesFromDrop(items))}
      >
        <p>
          Add a model folder or a zip of it: config.json, model.safetensors and the files published with them. Or an
          adapter for the chosen model.
        </p>
        <div className={styles.buttons}>
          <FileButton
            label="Choose files"
            icon={FolderOpen}
            name="model-files"
            multiple
            disabled={busy}
            onFiles={(files) => void load(filesFromInput(files))}
          />
          <FileButton
            label="Choose a folder"
            icon={FolderOpen}
            name="model-folder"
            folder
            disabled={busy}
            onFiles={(files) => void load(filesFromInput(files))}
          />
        </div>
      </DropZone>
      <Outcome model={model} from="folder" />
    </div>
  )
}

interface WayProps {
  readonly busy: boolean
  readonly model: ModelState
}

/** Beside the way it came by: how far it is, or why it failed. */
function Outcome({
  model,
  from,
  retry,
}: Pick<WayProps, 'model'> & { from: 'reference' | 'folder'; retry?: () => void }) {
  if (model.status === 'loading') {
    if (model.from !== from) return null
    const cancel = () => void actions.cancel('model')
    return <StageProgress progress={model.progress} waiting="Starting the download …" onCancel={cancel} />
  }
  if (model.error?.from !== from) return null
  const { error } = model.error
  const base = error.key === 'repositoryOfAdapter' ? error.parameters.base : null
  const loadBase = typeof base === 'string' && {
    label: `Load ${base}`,
    onPress: () => void actions.loadReference(base),
  }
  const action = loadBase || (retry && { label: 'Try again', onPress: retry })
  return <ErrorNotice error={error} action={action} onDismiss={actions.dismiss.model} />
}
