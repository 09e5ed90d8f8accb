import type { Asker } from './asker.ts'
import { camera } from './camera.ts'
import { button, element } from './element.ts'

/** A picture that is dropped, pasted or chosen, or what the camera sees. */
export const askPicture: Asker = ({ model, spoken, example, answers }) => {
  const input = element('input', { type: 'file', accept: 'image/*', id: 'thaw-picture', hidden: true })
  const shown = element('img', { alt: '', class: 'picture', hidden: true })
  const hint = element('p', { class: 'hint' }, spoken.word('dropPicture'))
  const live = camera({ model, spoken, answers, opened: () => showPicture(null) })
  const showPicture = (picture: Blob | null) => {
    if (shown.src) URL.revokeObjectURL(shown.src)
    shown.hidden = picture === null
    hint.hidden = picture !== null
    if (picture) shown.src = URL.createObjectURL(picture)
    else shown.removeAttribute('src')
  }
  const ask = (picture: Blob) => {
    live.close()
    showPicture(picture)
    void answers.show(() => model.predict(picture))
  }
  input.addEventListener('change', () => {
    const [file] = input.files ?? []
    if (file) ask(file)
    input.value = ''
  })
  const given = example?.kind === 'image' ? example.image : null
  const area = element(
    'div',
    { class: 'ask drop' },
    ...[hint, shown, live.view, input],
    element(
      'div',
      { class: 'buttons' },
      button(spoken.word('choosePicture'), 'choose', () => input.click(), { class: 'primary' }),
      ...live.buttons,
      ...(given ? [button(spoken.word('tryExample'), 'example', () => ask(given))] : []),
    ),
  )
  heedDrops(area, ask)
  document.addEventListener('paste', ({ clipboardData }) => {
    const picture = pictureIn(clipboardData)
    if (picture) ask(picture)
  })
  return area
}

/** Anywhere on the page, so that a picture beside the area does not open in the page's place. */
function heedDrops(area: HTMLElement, ask: (picture: Blob) => void): void {
  document.addEventListener('dragover', (event) => {
    event.preventDefault()
    area.classList.add('over')
  })
  document.addEventListener('dragleave', () => area.classList.remove('over'))
  document.addEventListener('drop', (event) => {
    event.preventDefault()
    area.classList.remove('over')
    const picture = pictureIn(event.dataTransfer)
    if (picture) ask(picture)
  })
}

/** Whatever file comes, so that what is none is said to be none. */
function pictureIn(data: DataTransfer | null): Blob | null {
  const files = [...(data?.files ?? [])]
  return files.find(({ type }) => type.startsWith('image/')) ?? files[0] ?? null
}
