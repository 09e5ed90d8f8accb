import { useEffect, useState } from 'react'

/** A picture held in memory, shown for as long as it is on screen. */
export function BlobPicture({ blob, alt, className }: { blob: Blob; alt: string; className?: string | undefined }) {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    const made = URL.createObjectURL(blob)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [blob])
  return <img src={url} alt={alt} className={className} />
}
