/** The page that a trained model is shown in: what it is called, where it is asked, what it answers, and its card. */
import { runtimeFiles } from '../../shared/catalog/runtimeFiles.ts'
import { type DeployedPage, deployedNames, type PageExample } from '../../shared/domain/deployedPage.ts'
import { load, type PredictModel } from '../load.ts'
import { answerArea } from './answerArea.ts'
import type { Asker } from './asker.ts'
import { askPicture } from './askPicture.ts'
import { askBeginning, askPair, askText } from './askText.ts'
import { element } from './element.ts'
import { markdownElements } from './markdown.ts'
import { pageFiles } from './pageFiles.ts'
import { passOnButton } from './passOn.ts'
import { spokenBy } from './spoken.ts'

const askers: Readonly<Record<PredictModel['input'], Asker>> = {
  image: askPicture,
  text: askText,
  pair: askPair,
  words: askText,
}

void begin()

async function begin(): Promise<void> {
  const shown = document.getElementById('thaw')
  if (!shown) throw new Error('internal: the page has no place for the model')
  const pristine = shown.cloneNode(true)
  const files = pageFiles()
  const page = JSON.parse(await files.text(deployedNames.about)) as DeployedPage
  const spoken = spokenBy(page)
  document.title = page.title
  document.documentElement.lang = page.language
  const waiting = element('p', { class: 'quiet', role: 'status' }, spoken.word('loading'))
  const { area, answers } = answerArea(spoken)
  const ask = element('section', {}, waiting)
  shown.replaceChildren(
    element('header', {}, element('h1', {}, page.title), ...introOf(page)),
    element('main', {}, ask, area),
    element(
      'footer',
      {},
      element('details', {}, element('summary', {}, spoken.word('about')), ...markdownElements(page.card)),
      element('p', { class: 'quiet' }, spoken.word('stays')),
      ...passOnButton({ spoken, pristine, title: page.title, packed: files.packed }),
    ),
  )
  try {
    const [model, example] = await Promise.all([
      load(files.model, { read: (code) => files.bytes(runtimeFiles[code]) }),
      exampleOf(page, files),
    ])
    const asker = model.continues ? askBeginning : askers[model.input]
    ask.replaceChildren(asker({ model, spoken, example, answers }))
    shown.dataset.state = 'ready'
  } catch (thrown) {
    ask.replaceChildren(element('p', { class: 'fault', role: 'alert' }, spoken.fault(thrown)))
    shown.dataset.state = 'failed'
    throw thrown
  }
}

function introOf({ intro }: DeployedPage): readonly HTMLElement[] {
  return intro === '' ? [] : [element('p', {}, intro)]
}

async function exampleOf({ example }: DeployedPage, files: ReturnType<typeof pageFiles>): Promise<PageExample | null> {
  if (example?.kind !== 'image') return example
  return { kind: 'image', image: new Blob([await files.bytes(deployedNames.example)]) }
}
