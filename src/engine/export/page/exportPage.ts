/** One HTML file with the model in it, and all that it takes to ask it: it opens from a disk or an e-mail, without a network. */
import { packedParts } from '../../../shared/catalog/packedFiles.ts'
import { runtimeCode, runtimeFiles } from '../../../shared/catalog/runtimeFiles.ts'
import type { PageWishes } from '../../../shared/domain/deployedPage.ts'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { macrotask } from '../../macrotask.ts'
import type { ExportWatch } from '../exportWatch.ts'
import { deployedFiles, deployedPage } from './deployedFiles.ts'
import { pageHtml } from './pageHtml.ts'
import { planPage } from './planPage.ts'
import { runtimeBytes, type Site } from './runtime.ts'

export const pageName = 'page.html'

/** @throws ThawError `export-refused` where no plain weights answer as the model does, or the runtime is not at hand. */
export async function pageFile(
  tuned: TunedModel,
  { site, wishes, watch }: { readonly site: Site; readonly wishes: PageWishes; readonly watch: ExportWatch },
): Promise<ExportedFile[]> {
  await planPage(tuned)
  const own = await deployedFiles(tuned, wishes)
  watch.signal.throwIfAborted()
  const text = async (file: 'style' | 'boot') => new TextDecoder().decode(await runtimeBytes(site, file))
  const runtime = (['page', 'notices', ...runtimeCode] as const).map(async (file) => {
    return { name: runtimeFiles[file], bytes: await runtimeBytes(site, file) }
  })
  const parts = packedParts([...(await Promise.all(runtime)), ...own])
  const zipped = await gzipped(new Blob([...parts]))
  const packed = await base64(zipped, watch)
  const [style, boot] = await Promise.all([text('style'), text('boot')])
  return [{ name: pageName, blob: await pageHtml({ page: deployedPage(tuned, wishes), style, boot, packed }) }]
}

function gzipped(blob: Blob): Promise<Blob> {
  return new Response(blob.stream().pipeThrough(new CompressionStream('gzip'))).blob()
}

/** Bytes that become letters between two turns of the event loop: whole groups of three. */
const together = 3 * 2 ** 18
/** Arguments of one call. */
const most = 2 ** 13

async function base64(blob: Blob, { signal, onProgress }: ExportWatch): Promise<readonly string[]> {
  const pieces: string[] = []
  for (let at = 0; at < blob.size; at += together) {
    const bytes = new Uint8Array(await blob.slice(at, at + together).arrayBuffer())
    let letters = ''
    for (let from = 0; from < bytes.length; from += most)
      letters += String.fromCharCode(...bytes.subarray(from, from + most))
    pieces.push(btoa(letters))
    onProgress(Math.min(at + together, blob.size), blob.size)
    await macrotask()
    signal.throwIfAborted()
  }
  return pieces
}
