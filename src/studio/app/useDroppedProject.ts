/** A project that is dropped anywhere is opened; any other file dropped beside an area for it does not replace the page. */
import { useEffect } from 'react'
import { projectAmong } from '../store/projectFile.ts'
import { actions } from '../store/studio.ts'

export function useDroppedProject(): void {
  useEffect(() => {
    addEventListener('dragover', hold)
    addEventListener('drop', take)
    return () => {
      removeEventListener('dragover', hold)
      removeEventListener('drop', take)
    }
  }, [])
}

function hold(event: DragEvent): void {
  if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return
  event.preventDefault()
  event.dataTransfer.dropEffect = 'copy'
}

/** Areas that take files answer for themselves. */
function take(event: DragEvent): void {
  if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return
  event.preventDefault()
  const files = [...event.dataTransfer.files].map((file) => ({ path: file.name, file }))
  void projectAmong(files).then((project) => project && actions.runs.openProject(project))
}
