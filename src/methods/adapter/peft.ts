/** peft has no bottleneck adapters: they leave in the studio's own file, and no Python project repeats them. */
import { likeLora, type MethodPeft } from '../../engine/tuning/methodPeft.ts'
import { notice } from '../../shared/messages/say.ts'

export const adapter: MethodPeft = {
  adapter: null,
  project: { wrapsLayers: false, settings: null, refusal: () => [notice('bottlenecksNotInPeft'), likeLora] },
}
