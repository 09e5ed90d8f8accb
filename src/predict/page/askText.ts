import type { Asker, Asking } from './asker.ts'
import { button, element } from './element.ts'

/** One text, asked about at a press or by Control and Enter. */
export const askText: Asker = ({ model, spoken, example, answers }) => {
  const field = textField(spoken.word('text'), 'text')
  const ask = () => {
    if (areFilled([field])) void answers.show(() => model.predict(field.area.value))
  }
  const given = example?.kind === 'text' ? example.text : null
  const fill = given === null ? null : () => filled([[field, given]], ask)
  return form([field], [button(spoken.word('ask'), 'ask', ask, primary), ...tryButton(spoken, fill)], ask)
}

export const askPair: Asker = ({ model, spoken, example, answers }) => {
  const first = textField(spoken.word('firstText'), 'first')
  const second = textField(spoken.word('secondText'), 'second')
  const ask = () => {
    const pair = [first.area.value, second.area.value] as const
    if (areFilled([first, second])) void answers.show(() => model.predict(pair))
  }
  const given = example?.kind === 'pair' ? example : null
  const fill =
    given &&
    (() =>
      filled(
        [
          [first, given.first],
          [second, given.second],
        ],
        ask,
      ))
  return form([first, second], [button(spoken.word('ask'), 'ask', ask, primary), ...tryButton(spoken, fill)], ask)
}

/** A text that the model goes on with, each time from another seed. */
export const askBeginning: Asker = ({ model, spoken, example, answers }) => {
  const field = textField(spoken.word('beginning'), 'text')
  let seed = 0
  let stop = new AbortController()
  const stopping = button(spoken.word('stop'), 'stop', () => stop.abort(), { hidden: true })
  const goOn = async () => {
    stop.abort()
    const own = new AbortController()
    stop = own
    stopping.hidden = false
    await answers.write((options) =>
      model.continueText(field.area.value, { ...options, seed: ++seed, signal: own.signal }),
    )
    if (stop === own) stopping.hidden = true
  }
  const ask = () => void goOn()
  const given = example?.kind === 'text' ? example.text : null
  const fill = given === null ? null : () => filled([[field, given]], ask)
  return form([field], [button(spoken.word('goOn'), 'ask', ask, primary), stopping, ...tryButton(spoken, fill)], ask)
}

const primary = { class: 'primary' }

interface Field {
  readonly label: HTMLLabelElement
  readonly area: HTMLTextAreaElement
}

function textField(words: string, name: string): Field {
  const area = element('textarea', { id: `thaw-${name}`, name, rows: '4', dir: 'auto' })
  return { label: element('label', { for: area.id }, words), area }
}

/** The first that is empty has the focus. */
function areFilled(fields: readonly Field[]): boolean {
  const empty = fields.find(({ area }) => area.value.trim() === '')
  empty?.area.focus()
  return !empty
}

function form(fields: readonly Field[], buttons: readonly HTMLButtonElement[], ask: () => void): HTMLElement {
  for (const { area } of fields)
    area.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) ask()
    })
  const inside = fields.flatMap(({ label, area }) => [label, area])
  return element('div', { class: 'ask' }, ...inside, element('div', { class: 'buttons' }, ...buttons))
}

function tryButton(spoken: Asking['spoken'], fill: (() => void) | null): readonly HTMLButtonElement[] {
  return fill ? [button(spoken.word('tryExample'), 'example', fill)] : []
}

function filled(fields: readonly (readonly [Field, string])[], ask: () => void): void {
  for (const [{ area }, text] of fields) area.value = text
  ask()
}
