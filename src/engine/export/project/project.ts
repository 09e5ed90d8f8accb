/** A project outside its zip: what it says of itself, and what it holds. */
import type { RunRecord } from '../../../shared/domain/record.ts'
import type { FileSet } from '../../storage/runRepository.ts'
import type { Manifest } from './manifest.ts'

export interface Project extends Pick<Manifest, 'name' | 'data' | 'dataName' | 'fingerprint' | 'model' | 'recipe'> {
  /** By the key that they are kept by. */
  readonly files: ReadonlyMap<string, FileSet>
  readonly runs: readonly ProjectRun[]
}

export interface ProjectRun {
  readonly record: RunRecord
  /** safetensors; null where none were kept. */
  readonly weights: Blob | null
}

export function recordEntry(runId: string): string {
  return `runs/${runId}/record.json`
}

export function weightsEntry(runId: string): string {
  return `runs/${runId}/weights.safetensors`
}
