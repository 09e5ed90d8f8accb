/** The page gives itself away: a single file as a copy, a site by its address where the device can share one. */
import { button } from './element.ts'
import type { Spoken } from './spoken.ts'

interface PassOn {
  readonly spoken: Spoken
  readonly title: string
  /** Whether the page is a single file. */
  readonly packed: boolean
  /** What stood where the page is now, before it was there. */
  readonly pristine: Node
}

export function passOnButton(options: PassOn): readonly HTMLButtonElement[] {
  const { spoken, packed } = options
  if (!packed && !('share' in navigator)) return []
  return [button(spoken.word('passOn'), 'pass-on', () => void passOn(options))]
}

async function passOn({ packed, title, pristine }: PassOn): Promise<void> {
  try {
    if (!packed) return await navigator.share({ title, url: location.href })
    const file = new File([copyOf(pristine)], fileName(), { type: 'text/html' })
    const shared = { title, files: [file] }
    if (matchMedia('(pointer: coarse)').matches && navigator.canShare?.(shared)) return await navigator.share(shared)
    save(file)
  } catch (error) {
    // Whoever called it off knows.
    if (!(error instanceof DOMException && error.name === 'AbortError')) throw error
  }
}

/** The document as it came. */
function copyOf(pristine: Node): string {
  const copy = document.documentElement.cloneNode(true) as HTMLElement
  copy.querySelector('#thaw')?.replaceWith(pristine.cloneNode(true))
  for (const script of copy.querySelectorAll('script[src]')) script.remove()
  return `<!doctype html>\n${copy.outerHTML}`
}

/** As it was called, where the address tells. */
function fileName(): string {
  const name = decodeURIComponent(location.pathname.split('/').at(-1) ?? '')
  return /\.html?$/i.test(name) ? name : 'model.html'
}

function save(file: File): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = file.name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
