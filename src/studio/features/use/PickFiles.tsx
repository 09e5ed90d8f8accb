import type { LucideIcon } from 'lucide-react'
import styles from './use.module.css'

/** A native file control that looks like a button. Choosing the same file twice counts twice. */
export function PickFiles(props: {
  readonly input: string
  readonly label: string
  readonly icon: LucideIcon
  readonly accept?: string
  readonly multiple?: boolean
  /** A whole folder; its files carry their paths beneath it. */
  readonly folder?: boolean
  readonly disabled?: boolean
  readonly primary?: boolean
  readonly onPick: (files: readonly File[]) => void
}) {
  const {
    input,
    label,
    icon: Icon,
    accept,
    multiple = false,
    folder = false,
    disabled = false,
    primary = false,
    onPick,
  } = props
  return (
    <label className={styles.pick} data-primary={primary || undefined} data-disabled={disabled || undefined}>
      <Icon size={16} aria-hidden="true" />
      {label}
      <input
        {...(folder ? { webkitdirectory: '' } : {})}
        type="file"
        data-input={input}
        accept={accept}
        multiple={multiple}
        disabled={disabled}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])]
          event.currentTarget.value = ''
          if (files.length > 0) onPick(files)
        }}
      />
    </label>
  )
}
