import { X } from 'lucide-react'
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { IconButton } from './Button.tsx'
import { classes } from './classes.ts'
import styles from './Dialog.module.css'

export interface DialogProps {
  readonly title: string
  /** A sentence under the title. */
  readonly lead: string
  /** Names the dialog for automation: `data-dialog`. */
  readonly name: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A wide sheet over the page. Escape, the cross and a press beside it close it; the focus then goes back. */
export function Dialog({ title, lead, name, isOpen, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLElement>(null)
  const opener = useMemo(() => (isOpen ? document.activeElement : null), [isOpen])
  useLostFocus({ dialog, opener, isOpen, onClose })
  useFocusBack(opener)
  return (
    <ModalOverlay
      className={classes(styles.overlay)}
      isOpen={isOpen}
      isDismissable
      onOpenChange={(open) => !open && onClose()}
    >
      <Modal className={classes(styles.modal)}>
        <AriaDialog ref={dialog} className={classes(styles.dialog)} data-dialog={name}>
          <div className={styles.head}>
            <div>
              <Heading slot="title" level={2}>
                {title}
              </Heading>
              <p>{lead}</p>
            </div>
            <IconButton label="Close" icon={X} data-action="close-dialog" onPress={onClose} />
          </div>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

interface Focused extends Pick<DialogProps, 'isOpen' | 'onClose'> {
  readonly dialog: RefObject<HTMLElement | null>
  /** What had the focus when the dialog opened. */
  readonly opener: Element | null
}

/**
 * A button that is switched off under the focus, as one that starts work is, leaves it nowhere, without a word to whoever
 * contains it: the next key brings it back, and Escape still closes. So it does while what opened the dialog still has it.
 */
function useLostFocus({ dialog, opener, isOpen, onClose }: Focused): void {
  useLayoutEffect(() => {
    if (!isOpen) return
    const regain = ({ key }: KeyboardEvent) => {
      const { activeElement, body } = document
      if (activeElement !== body && activeElement !== opener) return
      if (key === 'Escape') onClose()
      else dialog.current?.focus()
    }
    document.addEventListener('keydown', regain, true)
    return () => document.removeEventListener('keydown', regain, true)
  }, [dialog, opener, isOpen, onClose])
}

/** So many frames the page may take to let go of what the dialog hid. */
const mostFrames = 30

/**
 * A dialog that is closed before it ever had the focus gives none back: then whatever had it when the dialog opened gets
 * it again.
 */
function useFocusBack(opener: Element | null): void {
  useEffect(() => {
    if (!(opener instanceof HTMLElement)) return
    return () => {
      let frames = 0
      const back = () => {
        if (document.activeElement !== document.body || !opener.isConnected || ++frames > mostFrames) return
        opener.focus()
        requestAnimationFrame(back)
      }
      requestAnimationFrame(back)
    }
  }, [opener])
}
