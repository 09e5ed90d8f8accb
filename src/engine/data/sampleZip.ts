/**
 * The zips of examples that Teachable Machine gives away, one for each class: "Cats-samples.zip" holds 0.jpg, 1.jpg and
 * so on. Its name is the class.
 */

/** The class, or null for any other archive. @param name without the ending of an archive; @param paths of its files */
export function sampledClass(name: string, paths: readonly string[]): string | null {
  const [, label] = /^(?:.*\/)?([^/]+?)[-_ ]samples(?: ?\(\d+\))?$/i.exec(name) ?? []
  const numbered = paths.length > 0 && paths.every((path) => /^\d+\.(jpe?g|png|webp)$/i.test(path))
  return label !== undefined && numbered ? label : null
}
