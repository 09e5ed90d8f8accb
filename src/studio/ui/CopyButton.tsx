/** Puts a text on the clipboard and says so; where that is not allowed, shows the text to be copied by hand. */
import { Check, Link, type LucideIcon } from 'lucide-react'
import { type FocusEvent, useId, useState } from 'react'
import { Button } from './Button.tsx'
import styles from './CopyButton.module.css'

export interface CopyButtonProps {
  readonly label: string
  /** What is heard in its place, where others on the screen are called the same. */
  readonly spoken?: string
  /** Names the button for automation: `data-action`. */
  readonly action: string
  readonly icon?: LucideIcon
  /** Null where there is nothing to copy. */
  readonly text: () => Promise<string | null>
}

export function CopyButton({ label, spoken, action, icon = Link, text }: CopyButtonProps) {
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
      <Button
        icon={copied ? Check : icon}
        {...(spoken && { 'aria-label': spoken })}
        data-action={action}
        onPress={() => void copy()}
      >
        {label}
      </Button>
      <span role="status" className={styles.said}>
        {copied && 'Copied.'}
      </span>
      {byHand !== null && (
        <span className={styles.byHand}>
          <label htmlFor={id}>The browser does not allow copying. Copy it from here:</label>
          <ByHand id={id} text={byHand} />
        </span>
      )}
    </span>
  )
}

/** A line, or as many as the text has. */
function ByHand({ id, text }: { readonly id: string; readonly text: string }) {
  const select = (event: FocusEvent<HTMLInputElement | HTMLTextAreaElement>) => event.currentTarget.select()
  if (text.includes('\n')) return <textarea id={id} readOnly rows={6} value={text} onFocus={select} />
  return <input id={id} readOnly value={text} onFocus={select} />
}

async function onClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
