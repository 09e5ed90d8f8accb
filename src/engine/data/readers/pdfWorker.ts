/** The worker in which a page reads a PDF: one document, then it is ended. */
import { pdfPages } from './pdfPages.ts'

addEventListener('message', async ({ data }: MessageEvent<{ readonly bytes?: Uint8Array<ArrayBuffer> }>) => {
  if (!data.bytes) return
  for await (const event of pdfPages(data.bytes)) postMessage(event)
  postMessage({ kind: 'end' })
})
