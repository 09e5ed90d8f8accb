/** The camera, asked about as often as the model answers. */
import type { Prediction } from '../../shared/domain/answers.ts'
import { smoothed } from '../../shared/domain/smoothedAnswer.ts'
import type { Asking } from './asker.ts'
import { button, element } from './element.ts'
import { liveControls } from './liveControls.ts'

export interface Camera {
  readonly view: HTMLElement
  readonly buttons: readonly HTMLButtonElement[]
  close(): void
}

interface CameraOptions extends Pick<Asking, 'model' | 'spoken' | 'answers'> {
  readonly opened: () => void
}

export function camera({ model, spoken, answers, opened }: CameraOptions): Camera {
  const video = element('video', { class: 'picture', muted: true, playsinline: true })
  video.muted = true
  const pace = element('p', { class: 'pace' })
  const controls = liveControls({ model, spoken })
  const view = element('div', { class: 'camera', hidden: true }, video, pace, controls.view)
  let stream: MediaStream | null = null
  let facing: 'environment' | 'user' = 'environment'
  let newest = 0

  const close = () => {
    newest++ // what is still being asked for is not wanted any more
    end(stream)
    stream = null
    video.srcObject = null
    view.hidden = true
    swap([closing, other], opening)
  }
  const open = async () => {
    close()
    const own = newest
    try {
      const found = await navigator.mediaDevices.getUserMedia({ video: { facingMode: { ideal: facing } } })
      if (own !== newest) return end(found)
      stream = found
      // Whoever pulls the plug, or takes the leave back, is told.
      for (const track of found.getTracks()) track.addEventListener('ended', () => lost(own))
      opened()
      video.srcObject = found
      view.hidden = false
      swap([opening], closing)
      const cameras = (await navigator.mediaDevices.enumerateDevices()).filter(isCamera)
      if (own !== newest) return
      other.hidden = cameras.length < 2
      await video.play()
      await watch(own)
    } catch {
      lost(own)
    }
  }
  const lost = (own: number) => {
    if (own !== newest) return
    close()
    answers.refuse(spoken.word('noCamera'))
  }
  const watch = async (own: number) => {
    let before = performance.now()
    let answer: Prediction | null = null
    const ask = async (frame: ImageBitmap) => {
      answer = smoothed(answer, await model.predictFrame(frame), controls.settings.smoothing)
      return answer
    }
    while (own === newest) {
      const frame = await createImageBitmap(video)
      try {
        if (own === newest) await answers.show(() => ask(frame), controls.settings)
      } finally {
        frame.close()
      }
      const now = performance.now()
      pace.textContent = spoken.word('perSecond', { count: spoken.about(1000 / (now - before)) })
      before = now
      await new Promise(requestAnimationFrame)
    }
  }
  const opening = button(spoken.word('openCamera'), 'camera', () => void open())
  const closing = button(spoken.word('closeCamera'), 'close-camera', close, { hidden: true })
  const other = button(
    spoken.word('otherCamera'),
    'other-camera',
    () => {
      facing = facing === 'user' ? 'environment' : 'user'
      void open()
    },
    { hidden: true },
  )
  const there = 'mediaDevices' in navigator
  return { view, close, buttons: there ? [opening, other, closing] : [] }
}

/** One button in the place of others; the focus goes along, and does not fall to the page. */
function swap(gone: readonly HTMLElement[], next: HTMLElement): void {
  next.hidden = false
  if (gone.some((one) => one === document.activeElement)) next.focus()
  for (const one of gone) one.hidden = true
}

function end(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop()
}

function isCamera({ kind }: MediaDeviceInfo): boolean {
  return kind === 'videoinput'
}
