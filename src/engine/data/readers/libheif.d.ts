/** The part of libheif's interface that is used; the package types its other builds, and not this one. */
declare module 'libheif-js/libheif-wasm/libheif-bundle.mjs' {
  interface HeifError {
    readonly code: unknown
    readonly message: string
  }
  export interface HeifHandle {
    readonly heifHandle: unique symbol
  }
  export interface DecodedHeif {
    readonly image: unknown
    readonly channels: readonly {
      readonly id: unknown
      readonly width: number
      readonly height: number
      readonly stride: number
      readonly data: Uint8Array
    }[]
  }
  interface LibHeif {
    readonly heif_error_code: { readonly heif_error_Ok: unknown }
    readonly heif_colorspace: { readonly heif_colorspace_RGB: unknown }
    readonly heif_chroma: { readonly heif_chroma_interleaved_RGBA: unknown }
    readonly heif_channel: { readonly heif_channel_interleaved: unknown }
    heif_context_alloc(): unknown
    heif_context_free(context: unknown): void
    heif_context_read_from_memory(context: unknown, bytes: Uint8Array): HeifError
    heif_js_context_get_primary_image_handle(context: unknown): HeifHandle | HeifError
    heif_js_decode_image2(handle: HeifHandle, colourspace: unknown, chroma: unknown): DecodedHeif | HeifError
    heif_image_release(image: unknown): void
    heif_image_handle_release(handle: HeifHandle): void
  }
  export default function createLibHeif(): LibHeif
}
