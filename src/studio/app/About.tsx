/** At the foot of every screen: which build this is, whether it needs the network, and whose work is in it. */
import { useStore } from 'zustand'
import styles from './About.module.css'
import { offline } from './offline.ts'

export function About() {
  const { kept } = useStore(offline)
  return (
    <footer className={styles.about}>
      <span data-version={version()}>Thaw {version()}</span>
      {kept && <span data-offline="kept">Kept on this device: works offline</span>}
      <a href="./third-party-notices.txt" target="_blank" rel="noreferrer">
        Open-source licences
      </a>
    </footer>
  )
}

/** The build writes it into index.html. */
function version(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="version"]')?.content ?? ''
}
