/** The sentences of what may go wrong here: those of models, answers and backends, of all that the studio has. */
import { answers } from '../shared/messages/en/answers.ts'
import { models } from '../shared/messages/en/models.ts'
import { runs } from '../shared/messages/en/runs.ts'
import { type Language, speak } from '../shared/messages/say.ts'

const rooms = [models, answers, runs]

export function speakWords(): void {
  const errors = Object.assign({}, ...rooms.map((room) => room.errors))
  const notices = Object.assign({}, ...rooms.map((room) => room.notices))
  // The other rooms' keys are asked for by nothing that is packed; test/browser/thawPredict.test.ts looks.
  speak({ errors, notices } as Language)
}
