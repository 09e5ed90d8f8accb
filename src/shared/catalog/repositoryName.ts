const part = /^(?!.*\.\.)[A-Za-z0-9_][\w.-]{0,95}$/

/** "owner/name", or "name", as the hub writes them. */
export function isRepository(name: string): boolean {
  const names = name.split('/')
  return names.length <= 2 && names.every((each) => part.test(each))
}
