import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { actions } from '../store/studio.ts'
import { fetchWords } from './fetchWords.ts'
import { followTasks, preloadPanels } from './panelFiles.ts'
import { Studio } from './Studio.tsx'
import { fetchAhead } from './screens.ts'
import { followAddress } from './useRoute.ts'

/** Shows the studio and sets the engine to work; the other screens are fetched once this one stands. */
export function mount(root: HTMLElement): void {
  void fetchWords()
  followAddress()
  createRoot(root).render(
    <StrictMode>
      <Studio />
    </StrictMode>,
  )
  followTasks()
  void actions.boot().then(actions.lastVisit)
  const atRest = fetchAhead().then(preloadPanels)
  // A page that cannot fetch this has no network, or had it kept before: either way it goes on.
  import('./offline.ts').then(({ keepOffline }) => keepOffline(atRest)).catch(() => {})
}
