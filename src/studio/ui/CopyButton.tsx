/** Puts a text on the clipboard and says so; where that is not allowed, shows the text to be copied by hand. */
import { Check, Link } from 'lucide-react'
import { useId, useState } from 'react'
import { Button } from './Button.tsx'
import styles from './CopyButton.module.css'

export interface CopyButtonProps {
  readonly label: string
  /** Names the button for automation: `data-action`. */
  readonly action: string
  /** Null where there is nothing to copy. */
  readonly text: () => Promise<string | null>
}

export function CopyButton({ label, action, text }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  const [byHand, setByHand] = useState<string | null>(null)
  const id = useId()
  const copy = async () => {
    const made = await text()
    if (made === null) return
    const done = await onClipboard(made)
    setCopied(done)
    setByHand(done ? null : made)
  }
  return (
    <span className={styles.copy}>
      <Button icon={copied ? Check : Link} data-action={action} onPress={() => void copy()}>
        {label}
      </Button>
      <span role="status" className={styles.said}>
        {copied && 'Copied.'}
      </span>
      {byHand !== null && (
        <span className={styles.byHand}>
          <label htmlFor={id}>The browser does not allow copying. Copy it from here:</label>
          <input id={id} readOnly value={byHand} onFocus={(event) => event.currentTarget.select()} />
        </span>
      )}
    </span>
  )
}

async function onClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
