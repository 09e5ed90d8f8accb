import { answerElements } from './answers.ts'
import type { Answers } from './asker.ts'
import { element } from './element.ts'
import type { Spoken } from './spoken.ts'

/** Where the answer stands, and how it comes there. */
export function answerArea(spoken: Spoken): { readonly area: HTMLElement; readonly answers: Answers } {
  const heading = element('h2', {}, spoken.word('answer'))
  const said = element('div', { class: 'answer', 'aria-live': 'polite', 'data-state': 'empty' })
  const area = element('section', { hidden: true }, heading, said)
  let newest = 0
  const put = (state: string, ...inside: readonly HTMLElement[]) => {
    area.hidden = false
    said.dataset.state = state
    said.replaceChildren(...inside)
  }
  const refuse = (words: string) => put('fault', element('p', { class: 'fault', role: 'alert' }, words))
  const fault = (thrown: unknown) => refuse(spoken.fault(thrown))
  /** Tells whether nothing newer was asked meanwhile. */
  const begin = (live: boolean) => {
    const own = ++newest
    said.setAttribute('aria-live', live ? 'off' : 'polite')
    if (!live) put('working', element('p', { class: 'quiet' }, spoken.word('working')))
    return () => own === newest
  }
  const answers: Answers = {
    fault,
    refuse,
    async show(work, live) {
      const isNewest = begin(live !== undefined)
      try {
        if (!live) await painted()
        const answer = await work()
        if (isNewest()) put('answered', ...answerElements(answer, spoken, live?.threshold))
      } catch (thrown) {
        if (isNewest()) fault(thrown)
      }
    },
    async write(work) {
      const isNewest = begin(false)
      const text = element('p', { class: 'written' })
      try {
        const onText = (written: string) => {
          if (!isNewest()) return
          if (said.firstChild !== text) put('writing', text)
          text.textContent = written
        }
        const { text: written } = await work({ onText })
        onText(written)
        if (isNewest()) said.dataset.state = 'answered'
      } catch (thrown) {
        if (isNewest()) fault(thrown)
      }
    },
  }
  return { area, answers }
}

/** The page answers by itself: what it says of its work has to be seen before it begins. */
function painted(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
}
