import { CompareScreen } from '../features/compare/CompareScreen.tsx'
import { OpenedTrial } from './OpenedTrial.tsx'

/** Compare, and one of its runs looked at closely. */
export function ComparePlace() {
  return (
    <>
      <CompareScreen />
      <OpenedTrial />
    </>
  )
}
