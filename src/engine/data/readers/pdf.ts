/**
 * PDF: the text of its pages (pdf.js), as lines that are put together to paragraphs. A page reads a document in a worker
 * of its own, which is ended where it takes too long; commands read it where they are.
 */
import { notice } from '../../../shared/messages/say.ts'
import { cleanText } from '../decodeText.ts'
import { Skip } from '../skip.ts'
import { type PdfEvent, type PdfPage, pdfPages } from './pdfPages.ts'
import { pdfParagraphs } from './pdfParagraphs.ts'
import { refuseHugeStreams } from './pdfStreams.ts'
import type { BytesTextReader } from './reader.ts'

/** In which no page came, in milliseconds. */
const longestWait = 20_000

export const pdfReader: BytesTextReader = {
  kind: 'text',
  async readBytes(bytes, { pace }) {
    await refuseHugeStreams(bytes, pace)
    const pages: PdfPage[] = []
    for await (const event of typeof Worker === 'function' ? inWorker(bytes) : pdfPages(bytes)) {
      await pace.breathe()
      if (event.kind === 'fault') throw new Skip(notice(faults[event.fault]))
      pages.push(event.page)
    }
    const { text, furniture } = pdfParagraphs(pages)
    if (text.trim() === '') throw new Skip(notice('documentOfPictures'))
    const pagesWithoutText = pages.filter(({ lines }) => lines.length === 0).length
    return { text: cleanText(text), leftOut: { pagesWithoutText, pageFurniture: furniture } }
  },
}

const faults = {
  protected: 'documentProtected',
  damaged: 'documentDamaged',
  long: 'documentTakesTooLong',
} as const

async function* inWorker(bytes: Uint8Array<ArrayBuffer>): AsyncGenerator<PdfEvent> {
  const worker = new Worker(new URL('./pdfWorker.ts', import.meta.url), { type: 'module', name: 'pdf' })
  const come: (PdfEvent | { readonly kind: 'end' })[] = []
  let wake = () => {}
  worker.addEventListener('message', ({ data }: MessageEvent<PdfEvent>) => {
    // pdf.js itself sends a greeting, too.
    if (!('kind' in data)) return
    come.push(data)
    wake()
  })
  worker.addEventListener('error', () => {
    come.push({ kind: 'fault', fault: 'damaged' })
    wake()
  })
  try {
    worker.postMessage({ bytes })
    for (;;) {
      if (come.length === 0) await new Promise<void>((resolve) => after(longestWait, resolve, (now) => (wake = now)))
      const next = come.shift() ?? { kind: 'fault', fault: 'long' }
      if (next.kind === 'end') return
      yield next
      if (next.kind === 'fault') return
    }
  } finally {
    worker.terminate()
  }
}

/** Resolves after a time, or when it is woken. */
function after(milliseconds: number, resolve: () => void, onReady: (wake: () => void) => void): void {
  const timer = setTimeout(resolve, milliseconds)
  onReady(() => {
    clearTimeout(timer)
    resolve()
  })
}
