/**
 * The first script of a page that is a single file: it finds what is packed behind it, checks that all of it came, and
 * starts the page. It is the only script that the page's policy lets run as it stands.
 */
import { filesInText } from '../../shared/catalog/packedFiles.ts'
import { runtimeFiles } from '../../shared/catalog/runtimeFiles.ts'
import { complain } from './complain.ts'
import { handOver } from './handedOver.ts'

addEventListener('DOMContentLoaded', () => void begin())

async function begin(): Promise<void> {
  const shown = document.getElementById('thaw')
  if (!shown) return
  const { length = '', damaged = '', old = '' } = shown.dataset
  const packed = document.getElementById('thaw-packed')?.textContent?.trim() ?? ''
  if (packed.length !== Number(length)) {
    complain(shown, damaged, `${packed.length} / ${length}`)
    return
  }
  if (!('DecompressionStream' in globalThis)) {
    complain(shown, old, 'DecompressionStream')
    return
  }
  try {
    const files = await filesInText(packed)
    const script = files.get(runtimeFiles.page)
    if (!script) throw new Error(runtimeFiles.page)
    handOver(files)
    run(script, () => complain(shown, old, runtimeFiles.page))
  } catch (error) {
    complain(shown, damaged, String(error))
  }
}

function run(script: Uint8Array<ArrayBuffer>, failed: () => void): void {
  const element = document.createElement('script')
  const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
  const done = () => URL.revokeObjectURL(address)
  element.src = address
  element.onload = done
  element.onerror = () => {
    done()
    failed()
  }
  document.head.append(element)
}
