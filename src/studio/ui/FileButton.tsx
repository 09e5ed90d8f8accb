import type { LucideIcon } from 'lucide-react'
import buttonStyles from './Button.module.css'
import { classes } from './classes.ts'
import styles from './FileButton.module.css'

export interface FileButtonProps {
  readonly label: string
  readonly icon: LucideIcon
  /** Names the input for automation: `data-input`. */
  readonly name: string
  readonly onFiles: (files: readonly File[]) => void
  readonly folder?: boolean
  readonly multiple?: boolean
  readonly accept?: string
  readonly disabled?: boolean
}

/** A native file input that looks like the other buttons; the same file may be chosen twice in a row. */
export function FileButton({
  label,
  icon: Icon,
  name,
  onFiles,
  folder = false,
  multiple = false,
  accept,
  disabled = false,
}: FileButtonProps) {
  return (
    <label
      className={classes(buttonStyles.button, buttonStyles.plain, styles.label)}
      data-disabled={disabled || undefined}
    >
      <input
        {...(folder ? { webkitdirectory: '' } : {})}
        type="file"
        className={styles.input}
        data-input={name}
        multiple={multiple}
        accept={accept}
        disabled={disabled}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])]
          event.target.value = ''
          if (files.length > 0) onFiles(files)
        }}
      />
      <Icon size={16} strokeWidth={2} aria-hidden="true" />
      {label}
    </label>
  )
}
