/**
 * The file of a picture. What lies in a large archive stays in it: two gigabytes of photographs, unpacked, would lie in
 * memory for as long as the data stand.
 */

export type PictureBlob = Blob | PackedBlob

export interface PackedBlob {
  /** As it was packed. Rejects where the disk does not give it any more. */
  unpack(): Promise<Blob>
}

export async function unpackedBlob(blob: PictureBlob): Promise<Blob> {
  return 'unpack' in blob ? blob.unpack() : blob
}
