import { useEffect, useRef, useState } from 'react'

export interface BlobImageProps {
  readonly blob: Blob
  readonly alt: string
  readonly className?: string | undefined
}

/** A picture from memory, or a word that it is none. Its address lives as long as it is shown, and until it has been read. */
export function BlobImage({ blob, alt, className }: BlobImageProps) {
  const ref = useRef<HTMLImageElement>(null)
  const [broken, setBroken] = useState<Blob | null>(null)
  useEffect(() => {
    const image = ref.current
    if (!image) return
    const url = URL.createObjectURL(blob)
    const revoke = () => URL.revokeObjectURL(url)
    const giveUp = () => setBroken(blob)
    image.addEventListener('error', giveUp)
    image.src = url
    return () => {
      image.removeEventListener('error', giveUp)
      if (image.complete) return revoke()
      image.addEventListener('load', revoke, { once: true })
      image.addEventListener('error', revoke, { once: true })
    }
  }, [blob])
  if (broken === blob) return <span data-broken>This picture cannot be shown.</span>
  return <img ref={ref} alt={alt} className={className} draggable={false} />
}
