/**
 * The page as a folder for any web server: the document, the runtime and the model as files of their own, a service worker
 * that keeps them on a visitor's device and isolates the page where the host does not, and what hosts want beside.
 */
import { formats } from '../../../shared/catalog/formats.ts'
import { type RuntimeFile, runtimeCode, runtimeFiles } from '../../../shared/catalog/runtimeFiles.ts'
import type { PageWishes } from '../../../shared/domain/deployedPage.ts'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import { headersName, headersText, isolationHeaders } from '../../../shared/wire/isolation.ts'
import { serviceWorkerFile } from '../../../shared/wire/serviceWorker.ts'
import { type SiteFile, type SiteOfWorker, siteFile } from '../../../shared/wire/siteFiles.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { macrotask } from '../../macrotask.ts'
import type { ExportWatch } from '../exportWatch.ts'
import { deployedFiles, deployedPage } from './deployedFiles.ts'
import { siteHtml } from './pageHtml.ts'
import { planSite } from './planPage.ts'
import { runtimeBytes, type Site } from './runtime.ts'
import { siteReadme } from './siteReadme.ts'

const indexName = 'index.html'

/** @throws ThawError `export-refused` where no plain weights answer as the model does, or the runtime is not at hand. */
export async function siteFiles(
  tuned: TunedModel,
  { site, wishes, watch }: { readonly site: Site; readonly wishes: PageWishes; readonly watch: ExportWatch },
): Promise<ExportedFile[]> {
  await planSite(tuned, wishes)
  const runtime = async (file: RuntimeFile) => ({ name: runtimeFiles[file], bytes: await runtimeBytes(site, file) })
  const script = async (file: 'site' | 'worker') => new TextDecoder().decode(await runtimeBytes(site, file))
  const needed = ['page', 'style', 'notices', ...runtimeCode] as const
  const beside = [...(await Promise.all(needed.map(runtime))), ...(await deployedFiles(tuned, wishes))]
  const listed = await listOf(beside, watch)
  const list = JSON.stringify(listed).replaceAll('<', '\\u003c')
  const page = deployedPage(tuned, wishes)
  const digest = listed.find(({ name }) => name === runtimeFiles.style)?.digest ?? ''
  const style = { name: runtimeFiles.style, digest }
  const html = await siteHtml({ page, style, list, script: await script('site') })
  const index = await siteFile(indexName, new Uint8Array(await html.arrayBuffer()))
  const told: SiteOfWorker = { index, list }
  const worker = [`const THAW_SITE = ${JSON.stringify(told)};\n`, await script('worker')]
  return [
    { name: indexName, blob: html },
    ...beside.map(({ name, bytes }) => ({ name, blob: new Blob([bytes]) })),
    { name: serviceWorkerFile, blob: new Blob(worker, { type: 'text/javascript' }) },
    { name: headersName, blob: new Blob([headers()]) },
    // Without it, GitHub Pages passes a folder through Jekyll, which leaves files out.
    { name: '.nojekyll', blob: new Blob() },
    { name: 'README.md', blob: new Blob([siteReadme(tuned, page)], { type: formats.markdown.mediaType }) },
  ]
}

type Beside = Awaited<ReturnType<typeof deployedFiles>>

async function listOf(files: Beside, { signal, onProgress }: ExportWatch): Promise<readonly SiteFile[]> {
  const total = files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0)
  const listed: SiteFile[] = []
  let done = 0
  for (const { name, bytes } of files) {
    listed.push(await siteFile(name, bytes))
    done += bytes.byteLength
    onProgress(done, total)
    await macrotask()
    signal.throwIfAborted()
  }
  return listed
}

/** Names of the files stay when their content changes: a browser asks each time whether one did. */
function headers(): string {
  return headersText([
    ['/*', { ...isolationHeaders, 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-cache' }],
  ])
}
