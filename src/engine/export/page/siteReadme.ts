/** README.md of a deployed site: what a Hugging Face Space reads at its head, how three hosts are given it, and the model. */
import { methodCard } from '../../../methods/cards.ts'
import type { DeployedPage } from '../../../shared/domain/deployedPage.ts'
import { plain } from '../../../shared/report/markdown.ts'
import { isolationHeaders } from '../../../shared/wire/isolation.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { baseLines, classesLine, licenceOf } from '../readmeParts.ts'
import { cutAt } from '../weights/textFiles.ts'

type Said = Pick<DeployedPage, 'title' | 'intro'>

export function siteReadme(tuned: TunedModel, said: Said): string {
  const { title, intro } = said
  const lines = [
    ...spaceHeader(tuned, said),
    '',
    `# ${plain(title)}`,
    '',
    ...(intro === '' ? [] : [plain(intro.replaceAll(/\s+/g, ' ')), '']),
    'A page that asks a model which was trained with Thaw. Put all of this folder on any web server, at its root or below it. Everything happens in the visitor’s browser: nothing that is shown or typed leaves the device. After one visit the page opens without a network, too.',
    '',
    ...howTo,
    '',
    ...whatLies,
    '',
    '## The model',
    '',
    ...modelLines(tuned),
  ]
  return `${lines.join('\n')}\n`
}

/** https://huggingface.co/docs/hub/spaces-config-reference. A text in JSON's quotes is one of YAML. */
function spaceHeader(tuned: TunedModel, { title }: Said): readonly string[] {
  const licence = licenceOf(tuned)
  // Within the Hub's own page this one is another origin's.
  const headers = { ...isolationHeaders, 'Cross-Origin-Resource-Policy': 'cross-origin' }
  return [
    '---',
    `title: ${JSON.stringify(title)}`,
    'sdk: static',
    'app_file: index.html',
    'pinned: false',
    ...(licence === null ? [] : [`license: ${spaceLicences[licence] ?? 'other'}`]),
    'custom_headers:',
    ...Object.entries(headers).map(([name, value]) => `  ${name.toLowerCase()}: ${value}`),
    '---',
  ]
}

/** As the Hub names them; what it does not know it calls "other". */
const spaceLicences: Readonly<Record<string, string>> = { 'Apache-2.0': 'apache-2.0', MIT: 'mit', Gemma: 'gemma' }

const howTo: readonly string[] = [
  '## GitHub Pages',
  '',
  '1. Make a public repository, and choose *uploading an existing file*. Drop all that is in this folder there, and commit. Files of more than 25 MB have to be pushed with git.',
  '2. Under *Settings, Pages*, choose *Deploy from a branch*, the branch `main` and the folder `/ (root)`, and save.',
  '3. After a minute the page is at `https://NAME.github.io/REPOSITORY/`.',
  '',
  'GitHub sends no isolation headers: the service worker adds them, and a first visit loads once more because of it. `.nojekyll` may be hidden on your computer; the page works without it.',
  '',
  '## Netlify',
  '',
  'Drop this folder on https://app.netlify.com/drop. Netlify reads the headers from `_headers`, as Cloudflare Pages does.',
  '',
  '## Hugging Face Space',
  '',
  '1. On https://huggingface.co/new-space choose *Static* as the SDK.',
  '2. Under *Files* choose *Contribute, Upload files*, drop all that is in this folder there, and commit. The head of this file is the Space’s own settings: title, licence and headers.',
  '',
  '## In a page of yours',
  '',
  'A page that shows this one in a frame lets it use the camera:',
  '',
  '```html',
  '<iframe src="ADDRESS" title="The model" allow="camera; cross-origin-isolated" width="100%" height="700"></iframe>',
  '```',
  '',
  '## On this computer',
  '',
  'A double click does not open it: from a disk, browsers load no files beside a page. Any small web server does, for example `python3 -m http.server` in this folder, and then `http://localhost:8000`. Over plain `http` from another computer it answers, but is neither kept nor isolated, and has no camera.',
  '',
  '## To put a newer one there',
  '',
  'Put the whole folder there again. Whoever visits sees the one before once more, while the newer one is fetched, and the newer one with the next load. Where one of its files is missing or incomplete, the page says which.',
]

const whatLies: readonly string[] = [
  '## What lies in it',
  '',
  '| file | holds |',
  '| --- | --- |',
  '| `index.html` | the page, with a list of the files that it needs |',
  '| `page.json` | its words, and what is said about the model |',
  '| `page.js`, `page.css`, `*.wasm` | the program that answers |',
  '| `third-party-notices.txt` | the licences of what that program is made of |',
  '| `model/` | the model, its weights rounded to 8 bits |',
  '| `service-worker.js` | keeps all of these on a visitor’s device |',
  '| `_headers`, `.nojekyll` | for hosts: headers that isolate the page, and that nothing is to be left out |',
]

function modelLines(tuned: TunedModel): readonly string[] {
  const most = cutAt(tuned)
  return [
    ...baseLines(tuned),
    ...(tuned.method ? [`- Method: ${methodCard(tuned.method.id).title}`] : []),
    ...classesLine(tuned),
    ...(most === null ? [] : [`- A text is cut at ${most} tokens, as in training`]),
    '- Weights rounded to 8 bits: an answer can differ slightly from that of the model that was trained',
  ]
}
