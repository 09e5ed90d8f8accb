/** `bench.html`: one button that measures, one that cancels, one that copies what was found. */
import { measureCard } from './measureCard.ts'
import {
  type CardResult,
  driverWords,
  nameOf,
  productHead,
  productRow,
  type Size,
  trainedHead,
  trainedRow,
} from './result.ts'

const byId = <Kind extends HTMLElement>(id: string) => document.getElementById(id) as Kind
const [start, cancel, copy] = ['start', 'cancel', 'copy'].map((id) => byId<HTMLButtonElement>(id)) as [
  HTMLButtonElement,
  HTMLButtonElement,
  HTMLButtonElement,
]
const size = byId<HTMLSelectElement>('size')
const progress = byId<HTMLProgressElement>('progress')

let under: AbortController | null = null
let result: CardResult | null = null

start.addEventListener('click', () => void measure())
cancel.addEventListener('click', () => under?.abort())
copy.addEventListener('click', () => void copyResult())
const asked = new URLSearchParams(location.search).get('size')
if (asked && [...size.options].some(({ value }) => value === asked)) size.value = asked

async function measure(): Promise<void> {
  under = new AbortController()
  result = null
  show({ running: true, error: null })
  try {
    const thaw = document.querySelector<HTMLMetaElement>('meta[name="version"]')?.content ?? ''
    const { signal } = under
    result = await measureCard({ size: size.value as Size, thaw, signal, onProgress: tell })
    say('Done. Copy the result and send it to whoever asked you.')
    showResult(result)
    show({ running: false, error: null })
  } catch (error) {
    say(under.signal.aborted ? 'Cancelled. Nothing was kept.' : '')
    show({ running: false, error: under.signal.aborted ? null : adviceOn(error) })
  } finally {
    under = null
  }
}

function tell(done: number, total: number, what: string): void {
  Object.assign(progress, { value: done, max: total })
  say(`${what} (${done} of ${total}) …`)
}

function say(text: string): void {
  byId('status').textContent = text
}

/** The button that a person has just pressed goes: the next one has the focus. */
function show({ running, error }: { readonly running: boolean; readonly error: string | null }): void {
  start.hidden = running
  size.disabled = running
  cancel.hidden = !running
  progress.hidden = !running
  copy.hidden = running || !result
  byId('result').hidden = running || !result
  area.remove()
  const alert = byId('error')
  alert.hidden = error === null
  alert.textContent = error ?? ''
  ;(running ? cancel : result ? copy : start).focus()
}

function adviceOn(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error)
  return `${why} Use a current Chrome or Edge with hardware acceleration on (see chrome://gpu), close other tabs that use the card, and try the small size.`
}

function showResult(found: CardResult): void {
  const { adapter, browser, threads, seconds, leftOut, thaw } = found
  byId('card').textContent = nameOf(adapter)
  byId('about').textContent = `Thaw ${thaw}; ${browser}; ${threads} threads on the processor; ${seconds.toFixed(0)} s.`
  byId('driver').textContent = driverWords(adapter)
  fill('products', productHead, found.products.map(productRow))
  fill('trained', trainedHead, found.trained.map(trainedRow))
  byId('left-out').textContent = leftOut.map(({ name, why }) => `${name} was left out: ${why}`).join(' ')
}

function fill(id: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const line = (cells: readonly string[], scope: 'col' | 'row') => {
    const row = document.createElement('tr')
    const cellOf = (text: string, at: number) => {
      if (scope === 'row' && at > 0) return Object.assign(document.createElement('td'), { textContent: text })
      return Object.assign(document.createElement('th'), { textContent: text, scope })
    }
    row.append(...cells.map(cellOf))
    return row
  }
  const [top, body] = [document.createElement('thead'), document.createElement('tbody')]
  top.append(line(head, 'col'))
  body.append(...rows.map((cells) => line(cells, 'row')))
  byId(id).replaceChildren(top, body)
}

const area = Object.assign(document.createElement('textarea'), { rows: 12, readOnly: true })
area.setAttribute('aria-label', 'The result')
area.style.width = '100%'

async function copyResult(): Promise<void> {
  const text = JSON.stringify(result, null, 2)
  try {
    await navigator.clipboard.writeText(text)
    say('Copied.')
  } catch {
    // A browser may allow no page to write to the clipboard: the text is there to be taken by hand.
    area.value = text
    copy.after(area)
    area.select()
    say('This browser does not let the page copy. The result is selected: copy it by hand.')
  }
}

/** For the command that measures without a person. */
Object.assign(globalThis, { cardResult: () => result })
