/** Data sets of the Hugging Face Hub of which something is kept on this device. */
import { HardDrive, Trash2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { KeptHubDataset } from '../../../shared/domain/hubDataset.ts'
import { hubbing } from '../../store/hubbing.ts'
import { IconButton } from '../../ui/Button.tsx'
import { formatBytes } from '../../ui/format.ts'
import styles from './runs.module.css'

export function KeptDatasets() {
  const [kept, setKept] = useState<readonly KeptHubDataset[]>([])
  useEffect(() => void hubbing.kept().then(setKept), [])
  if (kept.length === 0) return null
  return (
    <ul className={styles.datasets} aria-label="Data sets from Hugging Face">
      {kept.map(({ repository, storedBytes }) => (
        <li key={repository} data-kept-dataset={repository}>
          <HardDrive size={14} aria-hidden="true" />
          <bdi>{repository}</bdi>
          <span className={styles.note}>{formatBytes(storedBytes)}</span>
          <IconButton
            icon={Trash2}
            label={`Delete ${repository} from this device`}
            data-action="forget-dataset"
            onPress={() => void hubbing.forget(repository).then(setKept)}
          />
        </li>
      ))}
    </ul>
  )
}
