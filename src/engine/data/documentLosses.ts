/** What documents hold besides their text, told once for all of them: pictures, and pages that are only pictured. */
import { few } from '../../shared/messages/few.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { displayText } from './displayText.ts'
import { limits } from './limits.ts'

export type DocumentLoss = 'pictures' | 'pagesWithoutText' | 'pageFurniture'

interface ReadFile {
  readonly path: string
  readonly leftOut?: { readonly [What in DocumentLoss]?: number }
}

export function documentLosses(files: readonly ReadFile[]): Message[] {
  return (['pictures', 'pagesWithoutText', 'pageFurniture'] as const).flatMap((what) => {
    const losing = files.filter(({ leftOut }) => (leftOut?.[what] ?? 0) > 0)
    const left = losing.reduce((sum, { leftOut }) => sum + (leftOut?.[what] ?? 0), 0)
    const documents = few(losing.map(({ path }) => displayText(path, limits.pathLength)))
    return left === 0 ? [] : [notices[what]({ left, documents })]
  })
}

const notices = {
  pictures: (loss: { left: number; documents: ReturnType<typeof few> }) => notice('documentPicturesLeftOut', loss),
  pageFurniture: (loss: { left: number; documents: ReturnType<typeof few> }) =>
    notice('documentFurnitureLeftOut', loss),
  pagesWithoutText: (loss: { left: number; documents: ReturnType<typeof few> }) => notice('documentPagesLeftOut', loss),
}
