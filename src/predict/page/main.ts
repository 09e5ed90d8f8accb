/** The page that a trained model is shown in: what it is called, where it is asked, what it answers, and its card. */
import { runtimeFiles } from '../../shared/catalog/runtimeFiles.ts'
import { type DeployedPage, deployedNames, type PageExample } from '../../shared/domain/deployedPage.ts'
import { load, type PredictModel } from '../load.ts'
import { speakWords } from '../words.ts'
import { answerArea } from './answerArea.ts'
import { answerParent } from './answerParent.ts'
import type { Asker } from './asker.ts'
import { askPicture } from './askPicture.ts'
import { askBeginning, askPair, askText } from './askText.ts'
import { complain } from './complain.ts'
import { element } from './element.ts'
import { IncompleteFile } from './incompleteFile.ts'
import { keepSite, keptLine, newerLine } from './keepSite.ts'
import { markdownElements } from './markdown.ts'
import { modelOf, type PageFiles, pageFiles, textOf } from './pageFiles.ts'
import { passOnButton } from './passOn.ts'
import { type Spoken, spokenBy } from './spoken.ts'

const askers: Readonly<Record<PredictModel['input'], Asker>> = {
  image: askPicture,
  text: askText,
  pair: askPair,
  words: askText,
  turns: askText,
}

speakWords()
void begin()

async function begin(): Promise<void> {
  const shown = document.getElementById('thaw')
  if (!shown) throw new Error('internal: the page has no place for the model')
  const pristine = shown.cloneNode(true)
  const files = pageFiles()
  const opening = modelOf(files).then((model) => load(model, { read: (code) => files.bytes(runtimeFiles[code]) }))
  opening.catch(() => {}) // told below, where it is waited for
  answerParent(opening)
  const page = await aboutOf(files, shown)
  if (!page) return
  const spoken = spokenBy(page)
  document.title = page.title
  document.documentElement.lang = page.language
  const waiting = element('p', { class: 'quiet', role: 'status' }, spoken.word('loading'))
  const { area, answers } = answerArea(spoken)
  const ask = element('section', {}, waiting)
  shown.replaceChildren(
    element('header', {}, ...pictureOf(page, files), element('h1', {}, page.title), ...introOf(page)),
    element('main', {}, ask, area),
    element(
      'footer',
      {},
      element('details', {}, element('summary', {}, spoken.word('about')), ...markdownElements(page.card)),
      noticesOf(files, spoken),
      element('p', { class: 'quiet' }, spoken.word('stays')),
      ...(files.packed ? [] : [keptLine(spoken), ...newerLine(shown, spoken)]),
      ...passOnButton({ spoken, pristine, title: page.title, packed: files.packed }),
    ),
  )
  try {
    const [model, example] = await Promise.all([opening, exampleOf(page, files)])
    const asker = model.continues ? askBeginning : askers[model.input]
    ask.replaceChildren(asker({ model, spoken, example, answers }))
    shown.dataset.state = 'ready'
    if (!files.packed) await keepSite()
  } catch (thrown) {
    ask.replaceChildren(element('p', { class: 'fault', role: 'alert' }, spoken.fault(thrown)))
    shown.dataset.state = 'failed'
    throw thrown
  }
}

/** Null where it did not come: the words that say so came with the document. */
async function aboutOf(files: PageFiles, shown: HTMLElement): Promise<DeployedPage | null> {
  try {
    return JSON.parse(await textOf(files, deployedNames.about)) as DeployedPage
  } catch (thrown) {
    const { damaged = '' } = shown.dataset
    const file = thrown instanceof IncompleteFile ? thrown.file : deployedNames.about
    complain(shown, damaged.replace('{file}', file), location.href)
    return null
  }
}

function introOf({ intro }: DeployedPage): readonly HTMLElement[] {
  return intro === '' ? [] : [element('p', {}, intro)]
}

/** The person's own, which adorns: what it shows is for the words to say. None where it did not come. */
function pictureOf({ picture }: DeployedPage, files: PageFiles): readonly HTMLElement[] {
  if (!picture) return []
  const shown = element('img', { alt: '', class: 'own', hidden: true })
  const fill = async () => {
    shown.src = URL.createObjectURL(new Blob([await files.bytes(deployedNames.picture)]))
    shown.hidden = false
  }
  fill().catch(() => shown.remove())
  return [shown]
}

/** Fetched once somebody looks. */
function noticesOf(files: PageFiles, spoken: Spoken): HTMLElement {
  const text = element('pre', { tabindex: '0' })
  const box = element('details', { 'data-notices': true }, element('summary', {}, spoken.word('notices')), text)
  const fill = async () => {
    text.textContent = await textOf(files, runtimeFiles.notices).catch((thrown: unknown) => spoken.fault(thrown))
  }
  box.addEventListener('toggle', () => void (box.open && text.textContent === '' && fill()))
  return box
}

async function exampleOf({ example }: DeployedPage, files: PageFiles): Promise<PageExample | null> {
  if (example?.kind !== 'image') return example
  return { kind: 'image', image: new Blob([await files.bytes(deployedNames.example)]) }
}
