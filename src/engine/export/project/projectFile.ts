/** A project as the one file that a person keeps. */
import { exportCards } from '../../../shared/catalog/exports.ts'
import { fileNameIn, withoutExtension } from '../../../shared/catalog/formats.ts'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import type { Project } from './project.ts'
import { writeProject } from './writeProject.ts'

export async function projectFile(project: Project): Promise<ExportedFile> {
  return { name: fileName(project.name), blob: await writeProject(project, new Date()) }
}

function fileName(name: string): string {
  const plain = withoutExtension(name.toLowerCase(), 'archive')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
  return fileNameIn('zip', `${plain || 'thaw'}${exportCards.project.suffix}`)
}
