/** Pictures of one colour, and pictures much more blurred than the others: there is little to learn from. */
import { notice } from '../../../shared/messages/say.ts'
import { poorLooks } from '../poorLooks.ts'
import type { DataCheck } from './dataCheck.ts'
import { leaveOut } from './remedies.ts'

export const poorPictures: DataCheck = (input) => {
  const { looks, noun } = input
  if (!looks) return []
  const poor = poorLooks(looks)
  if (poor.length === 0) return []
  const blank = poor.filter(({ fault }) => fault === 'blank').length
  return [
    {
      check: 'poor-pictures',
      message: notice('picturesPoor', { blank, blurred: poor.length - blank, noun }),
      remedies: [
        { kind: 'look', label: notice('remedyLook'), filter: 'poor' },
        leaveOut(
          input,
          poor.map(({ example }) => example),
        ),
      ],
    },
  ]
}
