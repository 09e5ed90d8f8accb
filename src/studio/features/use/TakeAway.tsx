import { Download } from 'lucide-react'
import type { ExportedFile } from '../../../shared/protocol.ts'
import { actions } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { download } from '../../ui/download.ts'
import styles from './use.module.css'
import { zipFiles } from './zipFiles.ts'

const files = [
  { name: 'model.safetensors', what: 'the weights' },
  { name: 'config.json', what: 'the shape of the network, and its classes' },
  { name: 'preprocessor_config.json', what: 'how a picture is prepared' },
  { name: 'labels.json', what: 'the classes in their order' },
] as const

/** The fine-tuned model to keep: everything in one zip, or file by file. */
export function TakeAway({ name, busy }: { name: string; busy: boolean }) {
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
          {files.map(({ name: file, what }) => (
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
