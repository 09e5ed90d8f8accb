/**
 * Files of a call that go to the engine before it, some at a time: to clone ten thousand at once, each with its handle,
 * holds the page up for half a second.
 */
import type { NamedFile } from '../domain/files.ts'
import type { CallName, Parameters } from './calls.ts'

/** Some milliseconds of the page's thread. */
export const handedAtOnce = 100

/** The same parameters without their files, and these; null where there are few, or none. */
export function takeFiles<Name extends CallName>(
  parameters: Parameters<Name>,
): { readonly parameters: Parameters<Name>; readonly files: readonly NamedFile[] } | null {
  const request = requestIn(parameters)
  if (!request || request.files.length <= handedAtOnce) return null
  return { parameters: { ...parameters, request: { ...request, files: [] } }, files: request.files }
}

export function giveFiles<Name extends CallName>(
  parameters: Parameters<Name>,
  files: readonly NamedFile[],
): Parameters<Name> {
  return { ...parameters, request: { ...requestIn(parameters), files } }
}

function requestIn(parameters: unknown): { readonly files: readonly NamedFile[] } | null {
  const { request } = (parameters ?? {}) as { readonly request?: { readonly files?: readonly NamedFile[] } }
  return request?.files ? { ...request, files: request.files } : null
}
