/**
 * The first script of the page, and the smallest: it starts the engine's worker, so that the engine is fetched and read
 * while the page itself still is. `vite.config.ts` has the page's own script fetched at the same time.
 */
import '@fontsource-variable/inter/wght.css'
import './studio/ui/tokens.css'
import { startWorkerEarly } from './studio/client/createWorker.ts'

const root = document.getElementById('studio')
if (!root) throw new Error('internal: index.html has no element "studio"')
startWorkerEarly()
import('./studio/app/mount.tsx').then(
  ({ mount }) => mount(root),
  (thrown: unknown) => {
    root.textContent = 'Thaw could not be loaded. Check the connection, then reload this page.'
    throw thrown
  },
)
