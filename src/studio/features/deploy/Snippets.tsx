/** The lines that ask an export, for whoever builds it into a program. */
import { Copy } from 'lucide-react'
import type { Snippet } from '../../../shared/domain/exports.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import styles from './deploy.module.css'

export function Snippets({ snippets, of }: { readonly snippets: readonly Snippet[]; readonly of: string }) {
  return (
    <div className={styles.snippets}>
      {snippets.map(({ title, language, code }) => (
        <figure key={`${title} ${code}`} className={styles.snippet} data-snippet={language}>
          <figcaption>
            <span>{title}</span>
            <CopyButton
              {...{ label: 'Copy', spoken: `Copy: ${title}, ${of}`, icon: Copy, action: 'copy-snippet' }}
              text={async () => code}
            />
          </figcaption>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
          <section tabIndex={0} aria-label={`Code: ${title}, ${of}`}>
            <pre>
              <code>{code}</code>
            </pre>
          </section>
        </figure>
      ))}
    </div>
  )
}
