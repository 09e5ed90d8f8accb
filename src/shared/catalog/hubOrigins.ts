/** The hosts that the page may fetch models from, beside its own site: the content policy lets no other through. */
export const hubOrigins = [
  'https://huggingface.co',
  'https://*.huggingface.co',
  'https://*.hf.co',
  'https://storage.googleapis.com',
] as const

/** Those of them that a person may be told of. */
export const namedHosts = hubOrigins
  .filter((origin) => !origin.includes('*'))
  .map((origin) => origin.replace('https://', ''))

/** Whether the content policy lets an address through, when it is not of the site itself. */
export function isHubAddress(url: string): boolean {
  const host = parsedAddress(url)?.host ?? ''
  return hubOrigins.some((origin) => {
    const [, wild, name = ''] = /^https:\/\/(\*\.)?(.+)$/.exec(origin) ?? []
    return wild ? host.endsWith(`.${name}`) : host === name
  })
}

/** The parts of an address, or null where it is none. */
export function parsedAddress(address: string): URL | null {
  try {
    return new URL(address)
  } catch {
    return null
  }
}
