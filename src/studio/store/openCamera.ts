/** The way to where pictures are taken. The press that leads there asks for the camera as well; an address does not. */
import { actions } from './studio.ts'

let asked = false

export function openCamera(): void {
  asked = true
  actions.goTo('camera')
}

/** Whether a press led here; true once for each. */
export function cameraAsked(): boolean {
  const was = asked
  asked = false
  return was
}
