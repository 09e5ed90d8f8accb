/** A picture that goes along with an export, or none. */
import { ImagePlus, X } from 'lucide-react'
import { useId, useState } from 'react'
import type { ExportOption } from '../../../shared/catalog/exportOptions.ts'
import { acceptOf } from '../../../shared/catalog/formats.ts'
import type { ExportOptionValue } from '../../../shared/domain/exports.ts'
import { toWire, type WireError } from '../../../shared/messages/errors.ts'
import { BlobImage } from '../../ui/BlobImage.tsx'
import { Button } from '../../ui/Button.tsx'
import { FileButton } from '../../ui/FileButton.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import styles from './deploy.module.css'
import { pagePicture } from './pagePicture.ts'

export interface PictureOptionProps {
  readonly option: Extract<ExportOption, { readonly type: 'picture' }>
  readonly value: ExportOptionValue
  readonly disabled: boolean
  readonly onChange: (value: ExportOptionValue) => void
}

export function PictureOption({ option, value, disabled, onChange }: PictureOptionProps) {
  const [error, setError] = useState<WireError | null>(null)
  const help = useId()
  const take = async (file: File) => {
    setError(null)
    try {
      onChange(await pagePicture(file))
    } catch (thrown) {
      setError(toWire(thrown))
    }
  }
  const chosen = value instanceof Blob
  return (
    <fieldset aria-describedby={help} className={styles.field}>
      <legend className={styles.optionLabel}>{option.label}</legend>
      <div className={styles.pictureOption}>
        {chosen && <BlobImage blob={value} alt={option.label} className={styles.optionPicture} />}
        <FileButton
          label={chosen ? 'Another picture' : 'Choose a picture'}
          icon={ImagePlus}
          name={option.key}
          accept={acceptOf('picture')}
          disabled={disabled}
          onFiles={([file]) => file && void take(file)}
        />
        {chosen && (
          <Button
            variant="quiet"
            icon={X}
            data-action={`without-${option.key}`}
            isDisabled={disabled}
            onPress={() => onChange(null)}
          >
            Without a picture
          </Button>
        )}
      </div>
      <p id={help} className={styles.optionHelp}>
        {option.help}
      </p>
      {error && <ErrorNotice error={error} onDismiss={() => setError(null)} />}
    </fieldset>
  )
}
