import { ClipboardPaste } from 'lucide-react'
import { useState } from 'react'
import { actions } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { countOf } from '../../ui/format.ts'
import { TextBox } from '../../ui/TextBox.tsx'
import styles from './PasteText.module.css'
import { type Pasted, pastedFile, readPasted } from './pastedText.ts'

/** For texts that are in no file yet. */
export function PasteText({ disabled }: { readonly disabled: boolean }) {
  const [text, setText] = useState('')
  const pasted = readPasted(text)
  const use = async () => {
    const file = pastedFile(text)
    if (file && (await actions.readData({ kind: 'files', name: 'Pasted text', files: [file] }))) setText('')
  }
  return (
    <div className={styles.paste}>
      <Disclosure label="Paste text" note="instead of a file" action="paste-text">
        <div className={styles.body}>
          <TextBox
            label="Your text"
            name="pasted"
            rows={7}
            value={text}
            onText={setText}
            placeholder={'See you on Friday!\tfriendly\nPay by Monday.\tbusiness'}
            disabled={disabled}
          />
          <div className={styles.foot}>
            <p role="status">{wordsOf(pasted)}</p>
            <Button
              icon={ClipboardPaste}
              data-action="use-pasted"
              isDisabled={disabled || pasted.kind === 'nothing'}
              onPress={() => void use()}
            >
              Use this text
            </Button>
          </div>
        </div>
      </Disclosure>
    </div>
  )
}

function wordsOf(pasted: Pasted): string {
  switch (pasted.kind) {
    case 'nothing':
      return 'To classify texts, paste two columns from a spreadsheet: text and label. To teach a writing style, paste the text itself.'
    case 'plain':
      return `Plain text, ${countOf(pasted.words, 'word', 'words')}: the model will learn to write like it.`
    case 'labelled':
      return `${countOf(pasted.rows.length, 'text', 'texts')} with ${countOf(pasted.labels, 'label', 'labels')}: the model will learn to classify them.`
    default:
      return pasted satisfies never
  }
}
