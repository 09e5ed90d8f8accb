/**
 * HEIC, as phones take pictures: HEVC in the boxes of HEIF. Few browsers decode it, so that libheif does, which is
 * fetched with the first such picture. Of several pictures in a file the primary one counts; libheif turns it upright.
 */
/// <reference path="./libheif.d.ts" />
import { overWhite } from '../overWhite.ts'
import { heifSize } from './heifBoxes.ts'
import type { PictureReader } from './reader.ts'

export const heicReader: PictureReader = { kind: 'picture', size: (bytes) => heifSize('HEIC', bytes), decode }

type LibHeif = ReturnType<typeof import('libheif-js/libheif-wasm/libheif-bundle.mjs')['default']>
let library: Promise<LibHeif> | null = null

function load(): Promise<LibHeif> {
  library ??= import('libheif-js/libheif-wasm/libheif-bundle.mjs').then((module) => module.default())
  return library
}

async function decode(bytes: Uint8Array<ArrayBuffer>) {
  const heif = await load()
  try {
    return decodedBy(heif, bytes)
  } catch (error) {
    // What brought WebAssembly down leaves its memory as it was: the next picture gets another.
    if (error instanceof WebAssembly.RuntimeError) library = null
    throw error
  }
}

function decodedBy(heif: LibHeif, bytes: Uint8Array<ArrayBuffer>) {
  const context = heif.heif_context_alloc()
  try {
    const { code, message } = heif.heif_context_read_from_memory(context, bytes)
    if (code !== heif.heif_error_code.heif_error_Ok) throw new Error(message)
    return primaryPicture(heif, context)
  } finally {
    heif.heif_context_free(context)
  }
}

function primaryPicture(heif: LibHeif, context: unknown) {
  const handle = heif.heif_js_context_get_primary_image_handle(context)
  if ('code' in handle) throw new Error(handle.message)
  try {
    const { heif_colorspace_RGB: rgb } = heif.heif_colorspace
    const decoded = heif.heif_js_decode_image2(handle, rgb, heif.heif_chroma.heif_chroma_interleaved_RGBA)
    if ('code' in decoded) throw new Error(decoded.message)
    try {
      const rows = decoded.channels.find(({ id }) => id === heif.heif_channel.heif_channel_interleaved)
      if (!rows) throw new Error('libheif gave no pixels')
      return overWhite(rows.width, rows.height, ownCopy(rows))
    } finally {
      heif.heif_image_release(decoded.image)
    }
  } finally {
    heif.heif_image_handle_release(handle)
  }
}

type Rows = Extract<ReturnType<LibHeif['heif_js_decode_image2']>, { channels: unknown }>['channels'][number]

/** Out of libheif's memory, where each row may be followed by unused bytes. */
function ownCopy({ width, height, stride, data }: Rows): Uint8Array {
  const row = 4 * width
  const plain = new Uint8Array(row * height)
  for (let y = 0; y < height; y++) plain.set(data.subarray(y * stride, y * stride + row), y * row)
  return plain
}
