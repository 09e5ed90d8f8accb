/** Projects: everything that a person has, as one file, and back. */

import { readProject } from '../export/project/readProject.ts'
import { settleProject } from '../export/project/settleProject.ts'
import { writeProject } from '../export/project/writeProject.ts'
import type { EngineContext, Handlers } from './engineContext.ts'
import { gatherProject } from './gatherProject.ts'

export function projectCalls(context: EngineContext): Handlers<'exportProject' | 'openProject'> {
  return {
    async exportProject(wanted) {
      const project = await gatherProject(context, wanted)
      return { name: fileName(project.name), blob: await writeProject(project, new Date()) }
    },
    // Read and checked whole before the first thing is kept.
    openProject: async ({ file }) => settleProject(await readProject(file), context.around.repository),
  }
}

function fileName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/\.zip$/, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
  return `${plain || 'thaw'}-project.zip`
}
