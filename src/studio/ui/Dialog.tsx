import { X } from 'lucide-react'
import type { ReactNode } from 'react'
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
  return (
    <ModalOverlay
      className={classes(styles.overlay)}
      isOpen={isOpen}
      isDismissable
      onOpenChange={(open) => !open && onClose()}
    >
      <Modal className={classes(styles.modal)}>
        <AriaDialog className={classes(styles.dialog)} data-dialog={name}>
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
