import { HardDrive, Trash2 } from 'lucide-react'
import { modelCard } from '../../../shared/catalog/models.ts'
import { selectCurrentModel, selectStoredModels } from '../../store/selectors.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { formatBytes } from '../../ui/format.ts'
import styles from './OtherModels.module.css'

/** Models that were typed in before and are still on this device; those of the gallery say so on their cards. */
export function KeptModels({ locked }: { readonly locked: boolean }) {
  const current = useStudio(selectCurrentModel)
  const kept = useStudio(selectStoredModels).filter(({ id, storedBytes }) => storedBytes > 0 && !modelCard(id))
  if (kept.length === 0) return null
  return (
    <ul className={styles.kept} aria-label="Saved on this device">
      {kept.map(({ id, storedBytes, reference }) => (
        <li key={id} data-kept={id}>
          <HardDrive size={14} aria-hidden="true" />
          <bdi>{id}</bdi>
          <span className={styles.size}>On this device, {formatBytes(storedBytes)}</span>
          <Button isDisabled={locked || current?.id === id} onPress={() => void actions.loadReference(reference)}>
            {current?.id === id ? 'Chosen' : 'Choose'}
          </Button>
          <IconButton
            icon={Trash2}
            label={`Delete ${id} from this device`}
            isDisabled={locked || current?.id === id}
            data-action="forget-model"
            onPress={() => void actions.forgetModel(id)}
          />
        </li>
      ))}
    </ul>
  )
}
