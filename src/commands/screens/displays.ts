/** The windows that the page is looked at in. The first is the one in which it is driven. */

export interface Display {
  readonly name: string
  readonly viewport: { readonly width: number; readonly height: number }
  readonly colorScheme: 'light' | 'dark'
}

const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
] as const

export const displays = (['light', 'dark'] as const).flatMap((colorScheme) =>
  sizes.map((viewport): Display => ({ name: `${viewport.width}-${colorScheme}`, viewport, colorScheme })),
) as [Display, ...Display[]]
