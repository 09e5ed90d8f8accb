import { useEffect, useState } from 'react'

/** A picture from memory. Its address lives as long as it is shown. */
export function BlobImage({
  blob,
  alt,
  className,
}: {
  readonly blob: Blob
  readonly alt: string
  readonly className?: string | undefined
}) {
  const [url, setUrl] = useState<string | null>(null)
  useEffect(() => {
    const made = URL.createObjectURL(blob)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [blob])
  return url ? <img src={url} alt={alt} className={className} draggable={false} /> : <span className={className} />
}
