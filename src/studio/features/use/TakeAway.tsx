import { Download } from 'lucide-react'
import type { TaskId } from '../../../shared/catalog/tasks.ts'
import type { ExportedFile } from '../../../shared/protocol.ts'
import { actions } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { download } from '../../ui/download.ts'
import styles from './use.module.css'
import { zipFiles } from './zipFiles.ts'

const all: readonly TaskId[] = ['image-classification', 'text-classification', 'text-generation']
const sorting: readonly TaskId[] = ['image-classification', 'text-classification']
const files: readonly { readonly name: string; readonly what: string; readonly tasks: readonly TaskId[] }[] = [
  { name: 'model.safetensors', what: 'the weights', tasks: all },
  { name: 'config.json', what: 'the shape of the network, and its classes', tasks: sorting },
  { name: 'config.json', what: 'the shape of the network', tasks: ['text-generation'] },
  { name: 'preprocessor_config.json', what: 'how a picture is prepared', tasks: ['image-classification'] },
  { name: 'tokenizer.json', what: 'how a text becomes tokens', tasks: ['text-classification', 'text-generation'] },
  { name: 'labels.json', what: 'the classes in their order', tasks: sorting },
]

function filesOf(task: TaskId) {
  return files.filter(({ tasks }) => tasks.includes(task))
}

/** The fine-tuned model to keep: everything in one zip, or file by file. */
export function TakeAway({ name, task, busy }: { name: string; task: TaskId; busy: boolean }) {
  const save = async (how: (exported: readonly ExportedFile[]) => Promise<void> | void) => {
    const exported = await actions.exportModel()
    if (exported) await how(exported)
  }
  const saveOne = (wanted: string) =>
    save((exported) => {
      const file = exported.find((each) => each.name === wanted)
      if (file) download(file.name, file.blob)
    })
  return (
    <Card title="Take it away">
      <p className={styles.text}>
        The whole model in the format that Hugging Face tools read, and that this studio loads back in.
      </p>
      <Button
        wide
        icon={Download}
        data-action="export-model"
        isDisabled={busy}
        onPress={() => void save(async (exported) => download(name, await zipFiles(exported)))}
      >
        Download the model
      </Button>
      <Disclosure label="Single files">
        <ul className={styles.files}>
          {filesOf(task).map(({ name: file, what }) => (
            <li key={file}>
              <Button look="quiet" data-file={file} isDisabled={busy} onPress={() => void saveOne(file)}>
                {file}
              </Button>
              <span>{what}</span>
            </li>
          ))}
        </ul>
      </Disclosure>
    </Card>
  )
}
