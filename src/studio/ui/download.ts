/** Hands a file to the person, under a name. */
export function download(name: string, blob: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  // The browser has begun to read it by the next turn; a minute is ample.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
