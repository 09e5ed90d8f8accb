import '@fontsource-variable/inter/wght.css'
import './studio/ui/tokens.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Studio } from './studio/app/Studio.tsx'
import { actions } from './studio/store/studio.ts'

const root = document.getElementById('studio')
if (!root) throw new Error('internal: index.html has no element "studio"')
createRoot(root).render(
  <StrictMode>
    <Studio />
  </StrictMode>,
)
void actions.boot()
