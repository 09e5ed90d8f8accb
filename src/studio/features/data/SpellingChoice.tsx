import type { Columns } from '../../../shared/domain/data.ts'
import type { Message } from '../../../shared/messages/message.ts'
import type { StudioState } from '../../store/state.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'

const selectAsked = ({ recipe }: StudioState) => recipe.columns

/** Takes back that labels of different spelling were read as one, or reads them as one again. */
export function SpellingChoice({
  warnings,
  locked,
}: {
  readonly warnings: readonly Message[]
  readonly locked: boolean
}) {
  const asked = useStudio(selectAsked)
  const joined = warnings.some(({ key }) => key === 'labelsJoined')
  const apart = warnings.some(({ key }) => key === 'labelsApart')
  if (!joined && !apart) return null
  const { spellings: _, ...rest } = asked
  const next: Columns = joined ? { ...rest, spellings: 'apart' } : rest
  return (
    <Button
      variant="quiet"
      data-action={joined ? 'keep-spellings-apart' : 'join-spellings'}
      isDisabled={locked}
      onPress={() => void actions.setColumns(next)}
    >
      {joined ? 'Keep the spellings apart' : 'Read each as one label'}
    </Button>
  )
}
