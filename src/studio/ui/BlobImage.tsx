import { useEffect, useRef } from 'react'

export interface BlobImageProps {
  readonly blob: Blob
  readonly alt: string
  readonly className?: string | undefined
}

/** A picture from memory. Its address lives as long as it is shown, and until it has been read. */
export function BlobImage({ blob, alt, className }: BlobImageProps) {
  const ref = useRef<HTMLImageElement>(null)
  useEffect(() => {
    const image = ref.current
    if (!image) return
    const url = URL.createObjectURL(blob)
    const revoke = () => URL.revokeObjectURL(url)
    image.src = url
    return () => {
      if (image.complete) return revoke()
      image.addEventListener('load', revoke, { once: true })
      image.addEventListener('error', revoke, { once: true })
    }
  }, [blob])
  return <img ref={ref} alt={alt} className={className} draggable={false} />
}
