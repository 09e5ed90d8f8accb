/** Below the camera's picture: from how sure on a class is named, and how calmly the answers follow. */
import { mostSmoothing, usualSmoothing } from '../../shared/domain/smoothedAnswer.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { Asking, LiveSettings } from './asker.ts'
import { element } from './element.ts'

export interface LiveControls {
  readonly view: HTMLElement
  readonly settings: LiveSettings
}

export function liveControls({ model, spoken }: Pick<Asking, 'model' | 'spoken'>): LiveControls {
  const settings: LiveSettings = { threshold: 0, smoothing: usualSmoothing }
  const field = (key: keyof LiveSettings, words: string, { max, step }: { max: number; step: number }) => {
    const id = `thaw-${key}`
    const told = element('output', { for: id }, spoken.setting(settings[key]))
    const value = String(settings[key])
    const range = { type: 'range', min: '0', max: String(max), step: String(step) }
    const input = element('input', { id, 'data-field': `live-${key}`, ...range, value })
    const say = () => {
      told.textContent = spoken.setting(settings[key])
      input.setAttribute('aria-valuetext', told.textContent)
    }
    input.addEventListener('input', () => {
      settings[key] = Number(input.value)
      say()
    })
    say()
    return element('div', { class: 'range' }, element('label', { for: id }, words), told, input)
  }
  // Labels have thresholds of their own, and numbers none.
  const named = taskCard(model.task).target === 'class'
  const view = element(
    'div',
    { class: 'live' },
    ...(named ? [field('threshold', spoken.word('onlyAbove'), { max: 0.95, step: 0.05 })] : []),
    field('smoothing', spoken.word('smoothing'), { max: mostSmoothing, step: 0.1 }),
  )
  return { view, settings }
}
